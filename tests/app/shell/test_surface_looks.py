"""The looks at a surface in the real window: by keys, by mouse, by the menu."""

import pytest
from PySide6.QtCore import QPoint, Qt

from playground.app.look.preferences import preferences
from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, user_folders):
    preferences.choose("motion", "reduced")
    made = Window(new_experiment(), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.mode.surface.setFocus()
    yield made
    preferences.forget()


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def test_keys_show_the_landscape_and_the_map_again(window, qtbot):
    surface = window.mode.surface
    press(qtbot, window, Key.Key_R)
    assert surface.look == "round" and surface.looks.round.isVisible()
    assert not surface.plane.isVisible()
    surface.setFocus()
    press(qtbot, window, Key.Key_R)
    assert surface.look == "map" and surface.plane.isVisible()
    press(qtbot, window, Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert surface.look == "both" and surface.plane.isVisible()
    window.menus.refresh()
    assert window.actions_by_name["beside"].isChecked()
    assert window.actions_by_name["round"].isChecked()


def test_the_landscape_leaves_the_transports_keys_alone_and_turns_by_its_own(window, qtbot):
    surface = window.mode.surface
    surface.set_look("round")
    round_ = surface.looks.round
    round_.setFocus()
    before, azimuth = window.player.cursor, round_.camera.azimuth
    qtbot.keyClick(round_, Key.Key_Right)
    assert window.player.cursor == before + 1 and round_.camera.azimuth == azimuth
    qtbot.keyClick(round_, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert window.player.cursor == before + 1 and round_.camera.azimuth != azimuth
    assert len(surface.looks.walks[0].points) == 2


def test_a_drag_turns_and_moves_no_start(window, qtbot):
    surface = window.mode.surface
    surface.tools.looks.button("round").click()
    round_, experiment = surface.looks.round, window.player.experiment
    camera = round_.camera
    middle = round_.rect().center()
    qtbot.mousePress(round_, LEFT, pos=middle)
    qtbot.mouseMove(round_, middle + QPoint(60, -20))
    qtbot.mouseRelease(round_, LEFT, pos=middle + QPoint(60, -20))
    assert round_.camera != camera and window.player.experiment is experiment


def test_a_click_on_the_basins_starts_there_and_can_be_undone(window, qtbot):
    surface = window.mode.surface
    press(qtbot, window, Key.Key_B)
    assert surface.basins.on and surface.tools.basins.isChecked()
    search = surface.basins.search
    qtbot.waitUntil(lambda: search.map is not None and search.share is None, timeout=20_000)
    before = window.player.experiment.runners[0].start
    area = surface.plane.map_view.area
    at = QPoint(round(area.left() + 0.3 * area.width()), round(area.top() + 0.3 * area.height()))
    qtbot.mouseClick(surface.plane.viewport(), LEFT, pos=at)
    start = window.player.experiment.runners[0].start
    found = surface.basins.map
    assert start != before and start == found.start(found.pixel(start))
    qtbot.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.player.experiment.runners[0].start == before
    press(qtbot, window, Key.Key_B)
    assert not surface.basins.on


def test_the_parabola_by_its_key(window, qtbot):
    surface = window.mode.surface
    press(qtbot, window, Key.Key_Q)
    assert surface.parabola.on and surface.tools.parabola.isChecked()
    press(qtbot, window, Key.Key_Q)
    assert surface.parabola.model is None


def test_the_curvature_of_the_edge_of_stability_is_followed_while_it_plays(qtbot, user_folders):
    from playground.lab.experiments.presets import presets

    made = Window(presets["edge_of_stability"].experiment(), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    chart = made.mode.chart
    assert chart.quantity.name == "sharpness"
    made.player.set_speed(7)
    made.player.play()
    qtbot.waitUntil(lambda: made.player.cursor > 30, timeout=20_000)
    made.player.pause()

    def value():
        return next(c.series for c in chart.curves if c.part == "main").value(made.player.cursor)

    qtbot.waitUntil(lambda: value() > 0, timeout=20_000)
