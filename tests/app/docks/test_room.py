"""The window and its sides use the room that there is: at first, and when it grows again."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QTabBar, QWidget

from playground.app.docks.dock import Dock
from playground.app.docks.tabs import DockTabs
from playground.app.look import preferences as settings
from playground.app.look.style import style
from playground.app.shell import first_size
from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets


@pytest.fixture
def opened(qtbot, user_folders):
    def open_(name="", size=(1280, 720), keep=False):
        made = presets[name].experiment() if name else new_experiment()
        window = Window(made, keep_settings=keep)
        qtbot.addWidget(window, before_close_func=lambda w: w.player.workspace.mark_all_saved())
        window.resize(*size)
        window.show()
        qtbot.waitUntil(lambda: window.mode.is_complete)
        settle()
        return window

    return open_


def settle():
    for _ in range(6):
        QApplication.processEvents()


def resize(window, width, height):
    window.resize(width, height)
    settle()


def widths(window, left="problem", right="step"):
    docks = window.mode.docks.docks
    return docks[left].width(), docks[right].width()


# --- the first window ---------------------------------------------------------------------------


@pytest.mark.parametrize("room", [(1093, 614), (1280, 720), (1024, 600), (1300, 720)])
def test_where_the_screen_is_too_small_the_window_is_maximized_and_fits_after_it(qtbot, room):
    window = QWidget()
    qtbot.addWidget(window)
    first_size.fit(window, QRect(0, 0, *room))
    assert window.windowState() & Qt.WindowState.WindowMaximized
    assert window.width() <= room[0] - 16 and window.height() <= room[1] - 40


@pytest.mark.parametrize("room", [(1366, 768), (1920, 1080), (3840, 2160)])
def test_elsewhere_it_has_the_usual_size(qtbot, room):
    window = QWidget()
    qtbot.addWidget(window)
    first_size.fit(window, QRect(0, 0, *room))
    assert not window.windowState() & Qt.WindowState.WindowMaximized
    assert (window.width(), window.height()) == (1280, 720)


def test_a_persons_first_window_is_fitted(qtbot, user_folders, monkeypatch):
    asked = []
    monkeypatch.setattr(first_size, "fit", lambda window, room: asked.append(room))
    window = Window(new_experiment())
    qtbot.addWidget(window)
    assert asked == [window.screen().availableGeometry()]
    window.documents.close()


# --- the sides ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.6, 1.8, 2.0])
@pytest.mark.parametrize("name", ["", "xor"])
def test_the_sides_have_their_width_back_when_a_window_at_large_type_grows(opened, name, scale):
    style.scale = scale
    window = opened(name)
    resize(window, 1920, 1061)
    left, right = widths(window, *(("data", "output") if name else ()))
    assert left == round(292 * scale)
    assert right >= 310 * scale  # at 352 and 200 % the picture would have too little
    for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        for k in range(bar.count() if bar.isVisible() else 0):
            words = bar.fontMetrics().horizontalAdvance(bar.tabText(k))
            assert bar.tabRect(k).width() >= words
            assert bar.tabRect(k).right() <= bar.width()


def test_a_dock_behind_is_no_measure_of_the_tabs_room(qtbot):
    """It keeps the width that it had in front, in larger type perhaps."""
    window = QMainWindow()
    qtbot.addWidget(window)
    titles = ("A panel with a long title", "Another with a long one", "And this is the third")
    docks = {title: Dock(title, title[:3], window) for title in titles}
    window.setCentralWidget(QWidget())
    for dock in docks.values():
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        if dock is not docks[titles[0]]:
            window.tabifyDockWidget(docks[titles[0]], dock)
    window.resize(800, 400)
    window.show()
    docks[titles[0]].raise_()
    window.resizeDocks([docks[titles[0]]], [250], Qt.Orientation.Horizontal)
    settle()
    behind = docks[titles[2]]
    behind.resize(1200, 300)
    assert docks[titles[0]].in_front and not behind.in_front
    DockTabs(window, docks).fit()
    assert {dock.windowTitle() for dock in docks.values()} == {title[:3] for title in titles}


def test_a_small_window_takes_width_and_a_larger_one_gives_it_back(opened):
    window = opened()
    assert widths(window) == (292, 352)
    resize(window, 760, 500)
    assert sum(widths(window)) < 644
    resize(window, 1280, 720)
    assert widths(window) == (292, 352)


def test_a_width_that_a_hand_chose_comes_back_and_home_forgets_it(opened):
    window = opened()
    window.resizeDocks(
        [window.mode.docks.docks["problem"]], [260], Qt.Orientation.Horizontal
    )
    settle()
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=QPoint(264, 300))
    resize(window, 760, 500)
    resize(window, 1400, 800)
    assert widths(window) == (260, 352)
    window.documents.show_half("network")
    settle()
    assert widths(window, "data", "output") == (292, 352)
    resize(window, 1200, 700)
    window.documents.show_half("surface")
    settle()
    assert widths(window)[0] == 260
    window.mode.docks.home()
    settle()
    resize(window, 1280, 720)
    assert widths(window) == (292, 352)


@pytest.mark.parametrize(("chosen", "later"), [(180, 180), (None, 352)])
def test_a_width_of_the_last_start_is_kept_unless_only_the_window_was_small(
    opened, qtbot, chosen, later
):
    settings.reset()
    first = opened(keep=True)
    resize(first, 760, 600)
    if chosen is not None:
        first.resizeDocks([first.mode.docks.docks["step"]], [chosen], Qt.Orientation.Horizontal)
        settle()
    small = widths(first)[1]
    first.player.workspace.mark_all_saved()
    assert first.close() and small < 250
    again = Window(new_experiment())
    qtbot.addWidget(again, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    again.show()
    qtbot.waitUntil(lambda: again.mode.is_complete)
    settle()
    assert widths(again)[1] == small
    resize(again, 1280, 720)
    assert widths(again)[1] == later
    settings.reset()
