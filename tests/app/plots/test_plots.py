"""What every plot has: its axes' words, its mouse and keys, its menu and its pictures."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication

from playground.app.look.preferences import show_decimal
from playground.app.look.style import style
from playground.app.plots.axis import NumberAxis, power_label, tick_room
from playground.app.plots.plane import Plane

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
)
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
WINDOW = ((-2.0, 2.0), (-1.0, 1.0))


class Hand:
    """Notes what it is told."""

    def __init__(self, takes=False):
        self.told, self.takes = [], takes

    def press(self, at):
        self.told.append("press")

    def drag(self, at):
        self.told.append("drag")

    def release(self, at):
        self.told.append("release")

    def double_click(self, at):
        self.told.append("double")
        return self.takes

    def context_click(self, at):
        self.told.append("context")
        return self.takes


@pytest.fixture
def plane(qtbot):
    made = Plane()
    made.resize(640, 420)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.show_window(WINDOW)
    return made


def middle(plane):
    return plane.map_view.area.center().toPoint()


def drag(plane, qtbot, by, button):
    begin = middle(plane)
    qtbot.mousePress(plane.viewport(), button, pos=begin)
    where = QPointF(begin + by)
    QApplication.sendEvent(plane.viewport(), QMouseEvent(
        QEvent.Type.MouseMove, where, plane.viewport().mapToGlobal(where),
        Qt.MouseButton.NoButton, button, NONE,
    ))
    qtbot.mouseRelease(plane.viewport(), button, pos=begin + by)


def wheel(plane, at, notches, modifier=NONE):
    event = QWheelEvent(
        at, plane.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(plane.viewport(), event)


# Axes


def test_the_numbers_of_an_axis_are_written_as_everywhere(qapp):
    axis = NumberAxis("bottom")
    assert axis.tickStrings([-0.5, 0.0, 1.25], 1.0, 0.25) == ["−0.5", "0", "1.25"]
    show_decimal(",")
    assert axis.tickStrings([-0.5, 0.0, 1.25], 1.0, 0.25) == ["−0,5", "0", "1,25"]
    labels = axis.tickStrings([0.54770 + k * 1e-5 for k in range(6)], 1.0, 1e-5)
    assert len(set(labels)) == 6


@pytest.mark.parametrize(("low", "high", "size"), [(-5, 10, 430), (-6.6, 11.5, 520)])
def test_an_axis_is_not_full_of_numbers(qapp, low, high, size):
    """A fifth of the step between its first numbers has no number where that makes too many."""
    axis = NumberAxis("bottom")
    (major, first), (minor, between), *_ = axis.tickValues(low, high, size)
    assert (major, minor) == (5, 1) and len(between) > 10
    assert all(axis.tickStrings(first, 1, major)) and not any(axis.tickStrings(between, 1, minor))
    step, halves = axis.tickValues(-2, 2, size)[1]
    assert step == 0.5 and all(axis.tickStrings(halves, 1, step))


def test_a_logarithmic_axis_writes_powers_as_powers():
    assert [power_label(p) for p in (-8, -8 + np.log10(2), -2, 0, 2 + np.log10(5), 9)] == [
        "10⁻⁸", "2×10⁻⁸", "0.01", "1", "500", "10⁹"
    ]


def test_a_short_name_stands_upright_and_a_long_one_is_turned(plane):
    axis = plane.plot.getAxis("left")
    axis.set_name("y")
    assert axis.label.rotation() == 0 and axis.name == "y"
    axis.set_name("petal width")
    assert axis.label.rotation() == -90


def test_a_tick_at_the_end_of_an_axis_is_written_even_where_pixels_round_it_away():
    axis = NumberAxis("left")
    nearly = np.nextafter(2.0, 0.0)  # what a window of −2 to 2 can become on its way over pixels
    for low, high in ((-2.0, 2.0), (-nearly, nearly)):
        step, values = axis.tickValues(low, high, 400.0)[0]
        assert axis.tickStrings(values, 1.0, step) == ["−2", "−1", "0", "1", "2"]
        assert min(values) >= low and max(values) <= high  # what lies outside is not drawn
    step, values = axis.tickValues(-1.99, 1.99, 400.0)[0]
    assert axis.tickStrings(values, 1.0, step) == ["−1", "0", "1"]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_numbers_at_the_ends_are_written_in_large_type_too(plane, scale):
    style.scale = scale
    plane.resize(round(640 * scale), round(420 * scale))
    axis = plane.plot.getAxis("bottom")
    picture = plane.grab()
    painter = QPainter(picture)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    written = [text for *_, text in texts]
    assert {"−2", "2"} <= set(written), written


def test_the_name_of_the_colour_bar_stands_beside_its_numbers_not_far_from_them(plane):
    table = np.linspace([0, 0, 0], [255, 255, 255], 256).astype(np.uint8)
    axis = plane.bar.axis
    for name in ("f", "f (log height above 0)"):
        found = []
        for widest in ("1", "2000"):
            plane.bar.show_scale(table, name, [(0.0, "0"), (1.0, widest)])
            room = axis.label.mapRectToParent(axis.label.boundingRect())
            numbers = 8 + tick_room(widest)
            assert numbers < room.left() < numbers + 10 and room.right() <= axis.width() + 5
            assert room.center().y() == pytest.approx(axis.size().height() / 2, abs=2)
            found.append(room.left())
        assert found[0] < found[1]


def test_the_map_stays_where_it_is_whatever_the_numbers_are(plane):
    before = plane.map_view.area
    plane.show_window(((0.0, 1e-7), (-1e6, 1e6)), fit=True)
    plane.grab()
    assert plane.map_view.area == before


# What is in view


def test_a_plane_shows_its_window_with_one_scale(plane):
    view = plane.map_view
    assert view.scale[0] == pytest.approx(view.scale[1])
    assert view.x[0] <= -2 and view.x[1] >= 2 and view.y[0] <= -1 and view.y[1] >= 1
    assert plane.box.ranges == (pytest.approx(view.x), pytest.approx(view.y))


def test_the_wheel_zooms_about_the_pointer(plane):
    at = QPointF(middle(plane) + QPoint(60, 30))
    before, under = plane.map_view, plane.map_view.to_data(at)
    wheel(plane, at, 2)
    assert plane.map_view.scale[0] == pytest.approx(before.scale[0] * 1.44)
    assert plane.map_view.to_data(at) == pytest.approx(under)
    assert not plane.fitted


def test_the_wheel_with_ctrl_is_somebody_elses(plane):
    before = plane.map_view
    wheel(plane, QPointF(middle(plane)), 2, CTRL)
    assert plane.map_view == before


@pytest.mark.parametrize("button", [RIGHT, MIDDLE])
def test_right_and_middle_drags_pan_and_open_no_menu(plane, qtbot, button):
    asked = []
    plane.box.menu_asked.connect(asked.append)
    plane.box.hand = hand = Hand()
    begin, point = middle(plane), plane.map_view.to_data(QPointF(middle(plane)))
    drag(plane, qtbot, QPoint(30, -20), button)
    assert plane.map_view.pixel(point).toPoint() == begin + QPoint(30, -20)
    assert hand.told == [] and asked == []


def test_a_right_click_opens_the_menu_and_moves_nothing(plane, qtbot):
    before, asked = plane.map_view, []
    plane.box.menu_asked.disconnect(plane.open_menu)
    plane.box.menu_asked.connect(asked.append)
    qtbot.mouseClick(plane.viewport(), RIGHT, pos=middle(plane))
    assert len(asked) == 1 and plane.map_view == before
    plane.box.hand = Hand(takes=True)
    qtbot.mouseClick(plane.viewport(), RIGHT, pos=middle(plane))
    assert len(asked) == 1, "the hand has taken it"


def test_the_left_button_is_the_hands_and_pans_where_there_is_none(plane, qtbot):
    plane.box.hand = hand = Hand()
    before = plane.map_view
    drag(plane, qtbot, QPoint(20, 0), LEFT)
    assert hand.told == ["press", "drag", "release"] and plane.map_view == before
    plane.box.hand = None
    drag(plane, qtbot, QPoint(20, 0), LEFT)
    assert plane.map_view.x[0] < before.x[0]


def test_a_double_click_fits_unless_the_hand_takes_it(plane, qtbot):
    fitted = plane.map_view
    plane.box.hand = Hand(takes=True)
    plane.zoom(2.0)
    qtbot.mouseDClick(plane.viewport(), LEFT, pos=middle(plane))
    assert plane.map_view != fitted
    plane.box.hand = None
    qtbot.mouseDClick(plane.viewport(), LEFT, pos=middle(plane))
    assert plane.map_view == fitted and plane.fitted


def test_keys_zoom_and_pan_and_plain_arrows_are_left_to_others(plane, qtbot):
    before = plane.map_view
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Space):
        qtbot.keyClick(plane, key)
    assert plane.map_view == before
    qtbot.keyClick(plane, Qt.Key.Key_PageUp)
    assert plane.map_view.scale[0] == pytest.approx(1.2 * before.scale[0])
    qtbot.keyClick(plane, Qt.Key.Key_PageDown)
    assert plane.map_view.x == pytest.approx(before.x)
    for key, axis, sign in (
        (Qt.Key.Key_Right, "x", 1), (Qt.Key.Key_Left, "x", -1),
        (Qt.Key.Key_Up, "y", 1), (Qt.Key.Key_Down, "y", -1),
    ):
        low = getattr(plane.map_view, axis)[0]
        qtbot.keyClick(plane, key, CTRL)
        assert sign * (getattr(plane.map_view, axis)[0] - low) > 0, key


def test_a_rectangle_zooms_into_what_it_holds(plane, qtbot):
    plane.box.zooming = True
    plane.box.hand = hand = Hand()
    begin = QPointF(middle(plane))
    corner = plane.map_view.to_data(begin)
    other = plane.map_view.to_data(begin + QPointF(80, -50))
    drag(plane, qtbot, QPoint(80, -50), LEFT)
    assert hand.told == []
    assert plane.map_view.x == pytest.approx((corner[0], other[0]))
    assert plane.map_view.y == pytest.approx((corner[1], other[1]))


def test_nobody_gets_lost(plane):
    for _ in range(100):
        plane.zoom(0.25)
    assert plane.map_view.x[1] - plane.map_view.x[0] < 1e6
    for _ in range(100):
        plane.pan(1e6, 0)
    assert abs(plane.map_view.x[0]) < 1e7


def test_another_size_keeps_the_middle_or_the_fit(plane):
    plane.resize(500, 500)
    assert plane.map_view.x[0] <= -2 and plane.map_view.x[1] >= 2
    plane.zoom(3.0, plane.map_view.pixel((0.5, 0.2)))
    before = plane.map_view.to_data(plane.map_view.area.center())
    plane.resize(700, 420)
    assert plane.map_view.to_data(plane.map_view.area.center()) == pytest.approx(before)


def test_linked_axes_move_together(plane, qtbot):
    other = Plane()
    other.resize(plane.size())
    qtbot.addWidget(other)
    other.show()
    qtbot.waitExposed(other)
    other.show_window(WINDOW)
    other.plot.setXLink(plane.plot)
    plane.pan(50, 0)
    assert other.map_view.x == pytest.approx(plane.map_view.x, abs=1e-6)


# The menu and pictures


def test_the_menu_speaks_plain_words_and_does_what_it_says(plane, qtbot):
    fitted = plane.map_view
    menu = plane.make_menu()
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert words == [
        "Show all", "Zoom in", "Zoom out", "Left button", "Save picture…", "Copy picture"
    ]
    menu.actions()[1].trigger()
    assert plane.map_view.scale[0] == pytest.approx(1.44 * fitted.scale[0])
    menu.show_all.trigger()
    assert plane.map_view == fitted
    modes = next(a for a in menu.actions() if a.text() == "Left button").menu().actions()
    assert [mode.text() for mode in modes] == [
        "Moves the view", "Draws a rectangle to zoom into"
    ]
    modes[1].trigger()
    assert plane.box.zooming
    with qtbot.waitSignal(plane.save_asked):
        menu.save.trigger()


def test_a_picture_can_be_copied(plane):
    QGuiApplication.clipboard().clear()
    plane.copy_picture()
    image = QGuiApplication.clipboard().image()
    assert image.size() == plane.size() * 2
    assert image.pixelColor(2, 2) == QColor(style.theme.panel)


def test_a_layer_is_kept_until_its_key_changes_and_drawn_anew_for_a_picture(plane):
    drawn, key = [], [0]
    plane.add_layer(lambda painter, direct: drawn.append(direct), 1, lambda: key[0])
    plane.viewport().repaint()
    plane.viewport().repaint()
    assert drawn == [False]
    key[0] = 1
    plane.viewport().repaint()
    assert drawn == [False, False]
    plane.copy_picture()
    assert drawn == [False, False, True]
    plane.resize(600, 400)
    plane.viewport().repaint()
    assert drawn[-1] is False and len(drawn) >= 4


def test_a_kept_layer_without_room_is_not_painted(plane):
    """Qt would complain of a painter without a device, which fails the test."""
    drawn = []
    plane.add_layer(lambda painter, direct: drawn.append(plane.box.area), 1, key=lambda: 1)
    plane.setMinimumSize(1, 1)
    plane.box.setMinimumSize(0, 0)
    plane.box.resize(200, 0)
    plane.viewport().repaint()
    assert not drawn


def test_a_layer_paints_in_the_widgets_pixels_and_inside_of_the_axes(plane):
    place = middle(plane)

    def paint(painter, direct):
        painter.fillRect(place.x() - 2, place.y() - 2, 5, 5, QColor("red"))
        painter.fillRect(0, 0, 20, 20, QColor("red"))

    plane.add_layer(paint, 1)
    image = plane.grab().toImage()
    assert image.pixelColor(place) == QColor("red")
    assert image.pixelColor(5, 5) == QColor(style.theme.panel)


def test_a_change_of_theme_or_type_dresses_the_axes(plane):
    axis = plane.plot.getAxis("bottom")
    small, height = axis.style["tickFont"].pixelSize(), axis.minimumHeight()
    style.mode, style.scale = "dark", 1.5
    assert axis.textPen().color() == QColor(style.theme.quiet)
    assert axis.style["tickFont"].pixelSize() > small and axis.minimumHeight() > height
    assert plane.backgroundBrush().color() == QColor(style.theme.panel)


def test_the_colour_bar_says_what_its_colours_are(plane):
    table = np.linspace([0, 0, 0], [255, 255, 255], 256).astype(np.uint8)
    plane.bar.show_scale(table, "f", [(0.0, "−1"), (1.0, "1")])
    assert plane.bar.name == "f" and plane.bar.labels == ["−1", "1"]
    image = plane.grab().toImage()
    bar = plane.bar.vb.mapRectToScene(plane.bar.vb.rect()).toRect()
    top, below = (image.pixelColor(bar.center().x(), y) for y in (bar.top() + 3, bar.bottom() - 3))
    assert top.lightness() > 230 and below.lightness() < 25


def test_a_narrow_plane_gives_the_map_the_room_of_its_colour_bar(qtbot):
    plane = Plane()
    qtbot.addWidget(plane)
    plane.resize(420, 300)
    plane.show()
    QApplication.processEvents()
    assert plane.bar.isVisible()
    plane.resize(200, 300)
    QApplication.processEvents()
    assert not plane.bar.isVisible() and plane.box.area.width() > 100
    plane.resize(420, 300)
    QApplication.processEvents()
    assert plane.bar.isVisible()
    plane.show_bar(False)  # what has none has none, however wide it is
    plane.resize(500, 300)
    QApplication.processEvents()
    assert not plane.bar.isVisible()
