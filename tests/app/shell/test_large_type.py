"""Large type on a small screen: every panel of both halves can be used without scrolling aside."""

from dataclasses import replace

import pytest
from moving import go_to
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QScrollArea,
    QStyleOptionComboBox,
    QTabBar,
    QToolTip,
)

from playground.app.look.math_label import MathLabel
from playground.app.look.style import px, style
from playground.app.network.diagram.activation_curve import curve_icon
from playground.app.runners.form import OptimizerBox
from playground.app.runners.row import RunnerRow
from playground.app.surface.legend import Entry, Legend
from playground.app.widgets.error_line import ElidedLabel
from playground.app.widgets.panel_scroll import PanelScroll
from playground.engine.networks.activations import activations
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.lab.experiments.experiment import Runner, new_experiment
from playground.lab.experiments.presets import presets


def race():
    made = new_experiment("rosenbrock")
    others = [optimizers[name].from_settings({}) for name in ("adam", "momentum")]
    return replace(made, runners=made.runners + tuple(Runner(o.short, o) for o in others))


def deep():
    made = presets["xor"].experiment()
    kinds = ("tanh",) * 5 + ("sigmoid",) * 3 + ("leaky_relu",) * 2 + ("linear",)
    return replace(made, problem=replace(made.problem, network=Network((2, *[5] * 10, 1), kinds)))


def experiment_of(name):
    made = {"race": race, "deep": deep}.get(name)
    return made() if made else presets[name].experiment()


@pytest.fixture
def opened(open_window):
    """Opens a window of 1280 × 720 on an experiment, at a scale."""

    def open_(name, scale):
        style.scale = scale
        window = open_window(experiment_of(name), size=(1280, 720))
        go_to(window.player, 3)
        QApplication.processEvents()
        return window

    return open_


def tabs(window):
    """The tab bars under the docks that are on screen."""
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [bar for bar in bars if bar.isVisible() and bar.count()]


def too_wide(area):
    """By how many pixels what a scroll area holds is wider than the area."""
    return area.widget().width() - area.viewport().width()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize(
    "name", ["spiral_features", "digits", "penguins", "lecture_backprop", "deep", "race"]
)
def test_no_panel_scrolls_aside(opened, name, scale):
    window = opened(name, scale)
    assert (window.width(), window.height()) == (1280, 720)
    for dock_name, dock in window.mode.docks.docks.items():
        window.mode.docks.bring(dock_name)
        for _ in range(3):  # a row that goes on in a second line asks for more height
            QApplication.processEvents()
        frame = dock.widget()
        assert frame.widget().isVisible(), dock_name
        assert too_wide(frame) <= 0, dock_name
        for area in frame.findChildren(QScrollArea):
            if isinstance(area, PanelScroll) and area.isVisible():
                assert too_wide(area) <= 0, (dock_name, area.widget().minimumSizeHint().width())


@pytest.mark.parametrize("name", ["spiral_features", "penguins", "lecture_backprop", "race"])
def test_no_line_is_cut_without_saying_so(opened, name):
    """At 150 % a heading of Backprop ended in the middle of a letter."""
    window = opened(name, 1.5)
    go_to(window.player, 60)
    for dock_name in window.mode.docks.docks:
        window.mode.docks.bring(dock_name)
        for _ in range(3):
            QApplication.processEvents()
        cut = [
            label.text() for label in window.findChildren(QLabel)
            if label.isVisible() and not label.wordWrap() and label.text()
            and not isinstance(label, (ElidedLabel, MathLabel))
            and label.width() < label.sizeHint().width() - 1
        ]
        assert not cut, dock_name


@pytest.mark.parametrize("name", ["spiral_features", "lecture_backprop", "digits"])
def test_a_runners_loss_is_read_whole_in_its_row(opened, name):
    """At 150 % the row said "ℓ(batch…", and no number."""
    window = opened(name, 1.5)
    go_to(window.player, 40)
    window.mode.docks.bring("runners")
    QApplication.processEvents()
    row = window.findChild(RunnerRow)
    whole, shown = row.texts()[2], row.value_part.fitting_text()
    assert "…" not in shown and shown.split()[-1][:1] == whole.split()[-1][:1]


def test_back_at_the_usual_size_the_runners_stand_as_they_did(opened):
    """Margins of the large type stayed, so that a button went into a second row."""
    window = opened("xor", 1.0)
    panel = window.mode.panels["runners"]
    window.mode.docks.bring("runners")
    parts = (panel.tools, panel.add_button, panel.tools.restarts, panel.form)

    def places():
        for _ in range(5):
            QApplication.processEvents()
        return [(part.mapTo(panel, QPoint(0, 0)), part.size()) for part in parts]

    before = places()
    window.commands.set_scale(1.5)
    assert places() != before
    window.commands.set_scale(1.0)
    assert places() == before


def test_the_chart_of_a_low_panel_is_whole_without_scrolling(opened):
    docks = opened("race", 1.5).mode.docks
    docks.bring("chart")
    for _ in range(3):
        QApplication.processEvents()
    frame = docks.docks["chart"].widget()
    chart = frame.widget()
    assert chart.height() <= frame.viewport().height()
    # And what the axis counts can be chosen there.
    assert chart.along_bar.turn.isVisible()
    assert not chart.along_bar.turn.visibleRegion().isEmpty()


@pytest.mark.parametrize("name", optimizers)
def test_the_chosen_optimizers_name_is_whole(opened, name):
    window = opened("race", 1.0)
    box = window.findChild(OptimizerBox)
    box.set_optimizer(optimizers[name].from_settings({}))
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText == optimizers[name].title


@pytest.mark.parametrize("name", ["xor", "race"])
def test_every_tab_can_be_read(opened, name):
    window = opened(name, 1.5)
    for bar in tabs(window):
        for k in range(bar.count()):
            words = bar.fontMetrics().horizontalAdvance(bar.tabText(k))
            assert bar.tabRect(k).width() >= words + 2 * px(10), bar.tabText(k)
        assert bar.tabRect(bar.count() - 1).right() <= bar.width()


def test_a_short_tab_tells_its_whole_title(opened, monkeypatch):
    window = opened("xor", 1.5)
    (bar,) = (bar for bar in tabs(window) if bar.tabText(1) == "Backprop")
    assert bar.accessibleTabName(1) == "Backprop by hand"
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: told.append(text))
    at = bar.tabRect(1).center()
    QApplication.sendEvent(bar, QHelpEvent(QHelpEvent.Type.ToolTip, at, bar.mapToGlobal(at)))
    (said,) = told
    assert said.startswith("Backprop by hand\nDouble-click")
    menu = QMenu()
    window.mode.docks.fill_menu(menu)
    assert "Backprop by hand" in [action.text() for action in menu.actions()]


def test_titles_are_whole_again_where_there_is_room(opened):
    window = opened("xor", 1.5)
    dock = window.mode.docks.docks["backprop"]
    assert dock.windowTitle() == "Backprop" and dock.titleBarWidget() is not None
    window.commands.set_scale(1.0)
    for _ in range(3):
        QApplication.processEvents()
    assert dock.windowTitle() == "Backprop by hand" and dock.titleBarWidget() is None
    assert all(d.titleBarWidget() is None for d in window.mode.docks.docks.values())


def test_a_panel_of_its_own_place_keeps_its_title_bar(opened):
    docks = opened("race", 1.5).mode.docks.docks
    assert docks["problem"].titleBarWidget() is None
    assert docks["runners"].titleBarWidget() is not None
    docks["runners"].setFloating(True)
    for _ in range(3):
        QApplication.processEvents()
    assert docks["runners"].titleBarWidget() is None  # a window of its own can be closed
    assert docks["runners"].widget().widget().isVisible()


def double_click(qtbot, window, title):
    """On the tab that says this."""
    places = [(bar, k) for bar in tabs(window) for k in range(bar.count())]
    ((bar, k),) = ((bar, k) for bar, k in places if bar.tabText(k) == title)
    qtbot.mouseDClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(k).center())
    for _ in range(3):
        QApplication.processEvents()


def test_a_tab_without_a_title_bar_becomes_a_window_by_a_double_click(opened, qtbot):
    window = opened("xor", 1.5)
    dock = window.mode.docks.docks["weights"]
    double_click(qtbot, window, "W, b")
    assert dock.isFloating() and not dock.is_headless and dock.widget().widget().isVisible()
    dock.setFloating(False)
    window.mode.docks.bring("weights")
    for _ in range(3):
        QApplication.processEvents()
    assert not dock.isFloating() and dock.is_headless and dock.widget().widget().isVisible()


def test_a_tab_beside_a_title_bar_only_selects(opened, qtbot):
    window = opened("xor", 1.0)
    double_click(qtbot, window, "Weights")
    assert not window.mode.docks.docks["weights"].isFloating()


def test_near_layers_are_changed_by_their_menu(opened, qtbot):
    window = opened("deep", 1.5)
    heads = window.mode.network.heads
    column = heads._columns[3]
    assert not any(button.isVisible() for button in column._buttons)
    assert heads.heading(3).text() == "" and not heads.heading(3).icon().isNull()
    assert "Tanh" in heads.heading(3).accessibleName()
    assert column._name.text() == "3" and column._name.geometry().right() <= column.width()
    column._fill_menu()
    actions = {action.text(): action for action in column._menu.actions()}
    actions["One node more"].trigger()
    assert window.player.experiment.problem.network.sizes[3] == 6
    actions["Remove layer 3"].trigger()
    assert len(window.player.experiment.problem.network.sizes) == 11


def test_the_number_of_nodes_opens_the_menu_where_there_are_no_buttons(
    opened, qtbot, monkeypatch
):
    column = opened("deep", 1.5).mode.network.heads._columns[3]
    shown = []
    monkeypatch.setattr(column.heading, "showMenu", lambda: shown.append(column.layer))
    qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=column._count.geometry().center())
    assert shown == [3]


def test_each_activation_has_its_own_curve(qapp):
    pictures = [curve_icon(name, 24).pixmap(QSize(24, 24)).toImage() for name in activations]
    assert all(not image.isNull() for image in pictures)
    assert all(a != b for k, a in enumerate(pictures) for b in pictures[:k])


def test_the_legend_stays_inside_a_narrow_map(opened):
    window = opened("race", 1.5)
    picture = window.mode.surface.picture
    area = window.mode.surface.plane.map_view.area
    entries = [Entry(k, "Momentum", 2.055e209, False) for k in range(3)]
    legend = Legend()
    assert area.width() < 250  # narrower than a legend in full
    assert area.contains(legend.box(entries, area)) and picture is not None


def test_adding_layers_leaves_the_button_under_the_hand(opened, qtbot):
    window = opened("xor", 1.0)
    window.mode.docks.bring("build")
    QApplication.processEvents()
    panel = window.mode.build
    qtbot.mouseClick(panel._add, Qt.MouseButton.LeftButton)  # a changed preset says so above it
    QApplication.processEvents()
    before = panel._add.mapTo(window, QPoint())
    for _ in range(3):
        qtbot.mouseClick(panel._add, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert panel._add.mapTo(window, QPoint()) == before
    assert len(window.player.experiment.problem.network.sizes) == 7
