"""The tour: at the real things, inside the window, and never in the way."""

import sys
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from playground.app.help import tour
from playground.app.help.tour import Tour
from playground.app.help.tour_card import GAP, arrow_path, card_place
from playground.app.help.tour_hints import HINTS
from playground.app.look import preferences as settings
from playground.app.look.preferences import preferences
from playground.app.look.style import px, style
from playground.app.shell import start
from playground.app.shell.key_router import KeyRouter
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network

Key = Qt.Key


def forget(window):
    window.player.workspace.mark_saved(window.player.experiment)


@pytest.fixture
def window(open_window):
    preferences.choose("motion", "reduced")
    return open_window(size=(1280, 720))


@pytest.fixture
def network(open_window):
    preferences.choose("motion", "reduced")
    return open_window(new_network(), size=(1280, 720))


def shown(window):
    """The tour as the menu starts it."""
    window.actions_by_name["tour"].trigger()
    return tour_of(window)


def tour_of(window):
    tours = window.findChildren(Tour)
    return tours[0] if tours else None


def in_window(widget, window):
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def words(shown):
    return [label.text() for label in shown.card.findChildren(QLabel)]


def test_there_are_at_most_five_hints_for_each_half():
    assert all(1 < len(hints) <= 5 for hints in HINTS.values())


def test_it_goes_through_the_hints_forwards_and_back(window, qtbot):
    shown_tour = shown(window)
    titles = []
    for place in range(5):
        assert words(shown_tour)[0] == f"{place + 1} of 5"
        assert shown_tour.card.text.startswith(f"Hint {place + 1} of 5: ")
        titles.append(words(shown_tour)[1])
        if place < 4:
            qtbot.mouseClick(shown_tour.card.next_button, Qt.MouseButton.LeftButton)
    assert len(set(titles)) == 5
    qtbot.mouseClick(shown_tour.card.back_button, Qt.MouseButton.LeftButton)
    assert words(shown_tour)[1] == titles[3]
    qtbot.mouseClick(shown_tour.card.next_button, Qt.MouseButton.LeftButton)
    assert shown_tour.card.next_button.text() == "&Done"
    qtbot.mouseClick(shown_tour.card.next_button, Qt.MouseButton.LeftButton)
    assert tour_of(window) is None


def test_it_points_at_the_real_things_of_a_surface(window):
    shown_tour = shown(window)
    surface = window.mode.surface
    at = dict(surface.picture.starts())[0].toPoint()
    assert shown_tour.ring.target.contains(surface.plane.mapTo(window, at))
    shown_tour.next()
    for button in window.transport.buttons[1:4]:
        assert shown_tour.ring.target.contains(in_window(button, window))
    shown_tour.next()
    edge = surface.mapTo(window, surface.rect().topRight())
    assert shown_tour.ring.target.center().x() > edge.x()
    shown_tour.next()
    add = window.mode.runners.add_button
    assert add.text() == "Add" and shown_tour.ring.target.contains(in_window(add, window))
    shown_tour.next()
    corner = in_window(window.switches, window)
    assert corner.adjusted(-9, -9, 9, 9).contains(shown_tour.ring.target)


def test_it_points_at_the_real_things_of_a_network(network):
    shown_tour = shown(network)
    canvas = network.mode.network.canvas
    first = canvas.picture.layout.segments[0].reshape(2, 2).mean(axis=0)
    middle = canvas.mapTo(network, QPoint(*map(round, first)))
    assert shown_tour.ring.target.contains(middle)
    titles = [words(shown_tour)[1]]
    for _ in range(4):
        shown_tour.next()
        titles.append(words(shown_tour)[1])
        assert not shown_tour.ring.target.isEmpty()
    assert "Backprop by hand" in titles


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("make", [new_experiment, new_network], ids=["surface", "network"])
def test_every_card_is_inside_the_window_and_beside_its_thing(
    open_window, make, size, scale
):
    preferences.choose("motion", "reduced")
    style.scale = scale
    window = open_window(make(), size=(1280, 720))
    window.resize(*size)
    shown_tour = shown(window)
    for _ in range(5):
        card = in_window(shown_tour.card, window)
        assert window.rect().contains(card)
        assert not card.intersects(shown_tour.ring.target)
        assert card.height() >= shown_tour.card.sizeHint().height() - px(4)  # no word is cut
        shown_tour.next()
    style.scale = 1.0


def test_dragging_the_start_does_it_and_goes_on(window, qtbot):
    shown_tour = shown(window)
    before = window.player.experiment
    surface = window.mode.surface
    at = dict(surface.picture.starts())[0].toPoint()
    painted = surface.plane.viewport()
    QTest.mousePress(painted, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(painted, at + QPoint(30, -30))
    QTest.mouseMove(painted, at + QPoint(60, -50))
    assert words(shown_tour)[0] == "1 of 5", "the hand still holds it"
    QTest.mouseRelease(painted, Qt.MouseButton.LeftButton, pos=at + QPoint(60, -50))
    qtbot.waitUntil(lambda: words(shown_tour)[0] == "2 of 5")
    assert window.player.experiment != before


def test_the_ring_follows_the_thing(window, qtbot):
    shown_tour = shown(window)
    before = shown_tour.ring.target
    window.mode.surface.plane.pan(40.0, 25.0)
    qtbot.waitUntil(lambda: shown_tour.ring.target != before)
    surface = window.mode.surface
    at = dict(surface.picture.starts())[0].toPoint()
    assert shown_tour.ring.target.contains(surface.plane.mapTo(window, at))
    window.resize(1500, 900)
    qtbot.waitUntil(
        lambda: shown_tour.ring.target.contains(
            surface.plane.mapTo(window, dict(surface.picture.starts())[0].toPoint())
        )
    )
    assert window.rect().contains(in_window(shown_tour.card, window))


def test_a_panel_that_is_closed_is_spoken_of_without_a_ring(window):
    window.mode.docks.docks["probe"].hide()
    shown_tour = shown(window)
    shown_tour.next()
    shown_tour.next()
    assert shown_tour.ring.target.isEmpty() and not shown_tour.ring.isVisible()
    assert window.rect().contains(in_window(shown_tour.card, window))


def test_the_keyboard_goes_through_it_and_the_windows_keys_go_on_working(window, qapp):
    router = KeyRouter()
    qapp.installEventFilter(router)
    try:
        shown_tour = shown(window)
        focus = shown_tour.card.next_button
        assert focus.hasFocus()
        QTest.keyClick(focus, Key.Key_Return)
        assert words(shown_tour)[0] == "2 of 5"
        QTest.keyClick(focus, Key.Key_Right)
        assert window.player.cursor == 1
        QTest.keyClick(focus, Key.Key_Space)
        assert window.player.playing, "Space plays; it is not for the card"
        window.player.pause()
        QTest.keyClick(focus, Key.Key_Tab)
        QTest.keyClick(focus, Key.Key_Escape)
        assert tour_of(window) is None
    finally:
        qapp.removeEventFilter(router)


def test_escape_ends_it_from_the_picture_too_and_then_pauses_again(window):
    shown(window)
    window.mode.surface.setFocus()
    QTest.keyClick(window.mode.surface, Key.Key_Escape)
    assert tour_of(window) is None
    window.player.play()
    QTest.keyClick(window.mode.surface, Key.Key_Escape)
    assert not window.player.playing


def test_enter_in_a_field_is_the_fields(window):
    shown_tour = shown(window)
    field = window.mode.runners.add_button
    field.setFocus()
    QTest.keyClick(field, Key.Key_Return)
    assert words(shown_tour)[0] == "1 of 5"
    window.mode.surface.setFocus()
    QTest.keyClick(window.mode.surface, Key.Key_Return)
    assert words(shown_tour)[0] == "2 of 5"


def test_the_focus_goes_back_where_it_was(window):
    window.mode.surface.setFocus()
    shown_tour = shown(window)
    assert not window.mode.surface.hasFocus()
    shown_tour.end()
    assert window.mode.surface.hasFocus()


def test_changing_halves_changes_the_hints(window):
    shown_tour = shown(window)
    window.actions_by_name["show_network"].trigger()
    assert "Take a weight in hand" in words(shown_tour)
    window.actions_by_name["show_surface"].trigger()
    assert "Drag the start" in words(shown_tour)


def test_asking_for_it_again_begins_again(window):
    first = shown(window)
    first.next()
    second = shown(window)
    assert words(second)[0] == "1 of 5" and len(window.findChildren(Tour)) == 1


def test_it_fades_in_unless_motion_is_reduced(window, qtbot):
    assert not shown(window).ring.fading
    preferences.choose("motion", "full")
    shown_tour = shown(window)
    assert shown_tour.ring.fading
    qtbot.waitUntil(lambda: not shown_tour.ring.fading)


def test_a_card_finds_a_side():
    room, card = QRect(0, 0, 400, 300), QSize(100, 60)
    for target in (QRect(0, 0, 50, 20), QRect(350, 280, 50, 20), QRect(180, 140, 30, 30)):
        box = QRect(card_place(card, target, room, 20), card)
        assert room.contains(box) and not box.intersects(target)
    assert room.contains(QRect(card_place(card, QRect(5, 5, 390, 290), room, 20), card))
    assert room.contains(QRect(card_place(card, QRect(), room, 20), card))


# At the first start


@pytest.fixture
def fresh(monkeypatch, user_folders, own_settings):
    """Nobody started the program here before."""
    monkeypatch.setattr("sys.excepthook", sys.excepthook)


def first_start(qtbot, file=None):
    made = start.make_window(new_experiment(), file)
    qtbot.addWidget(made, before_close_func=forget)
    made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


def test_it_is_shown_at_the_first_start_only(fresh, qtbot):
    preferences.choose("motion", "reduced")
    window = first_start(qtbot)
    qtbot.waitUntil(lambda: tour_of(window) is not None)
    window.close()
    again = first_start(qtbot)
    assert tour_of(again) is None
    again.close()
    settings.reset()
    third = first_start(qtbot)
    qtbot.waitUntil(lambda: tour_of(third) is not None)


def test_a_file_that_was_double_clicked_comes_first(fresh, qtbot, tmp_path):
    window = first_start(qtbot, str(tmp_path / "lesson.json"))
    assert tour_of(window) is None and not settings.seen(tour.NAME)


def test_it_does_not_come_every_time_where_nothing_can_be_kept(fresh, qtbot, tmp_path):
    place = tmp_path / "file"
    place.write_text("")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(place))
    window = first_start(qtbot)
    assert tour_of(window) is None


@pytest.mark.parametrize("half", ["window", "network"])
def test_next_stays_under_the_pointer_unless_the_card_would_be_in_the_way(request, half, qtbot):
    window = request.getfixturevalue(half)
    made = shown(window)
    places, covered = [], []
    for _ in range(5):
        places.append(made.card.geometry().bottomRight())
        covered.append(made.ring.target)
        if len(places) < 5:
            qtbot.mouseClick(made.card.next_button, Qt.MouseButton.LeftButton)
    for before, now, target in zip(places, places[1:], covered[1:], strict=False):
        box = QRect(QPoint(), made.card.size())
        box.moveBottomRight(before)
        assert now == before or box.adjusted(-16, -60, 16, 16).intersects(target)
    assert any(now == before for before, now in pairwise(places))


def test_the_arrow_never_goes_further_than_the_gap_beside_the_card():
    """Words between the card and a thing far away are not crossed out."""
    card, room = QRectF(300, 200, 288, 160), QRectF(0, 0, 1280, 720)
    for ring in (QRectF(10, 10, 60, 30), QRectF(1200, 680, 60, 30), QRectF(600, 230, 60, 30)):
        drawn = arrow_path(card, ring).boundingRect()
        near = card.adjusted(-px(GAP) - 6, -px(GAP) - 6, px(GAP) + 6, px(GAP) + 6)
        assert not drawn.isEmpty() and near.contains(drawn) and room.contains(drawn)
