"""Tab goes through the window as it is read, and to nothing that is not on screen."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QLineEdit,
    QScrollArea,
    QTabBar,
)

from playground.app.shell.key_router import KeyRouter
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets

Key = Qt.Key


@pytest.fixture(params=["surface", "network"])
def window(open_window, request):
    made = new_experiment() if request.param == "surface" else presets["xor"].experiment()
    return open_window(made, size=(1280, 720))


def press(key):
    QTest.keyClick(QApplication.focusWidget(), key)
    QApplication.processEvents()
    return QApplication.focusWidget()


def round_trip(key=Key.Key_Tab):
    """The stops from the one in focus until it comes again."""
    stops = [QApplication.focusWidget()]
    for _ in range(200):
        found = press(key)
        if found is stops[0]:
            return stops
        assert found is not None and found not in stops, f"{found} comes before the round is over"
        stops.append(found)
    raise AssertionError("Tab never comes back")


def dock_of(widget):
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return widget


def test_each_panel_is_gone_through_at_once_and_every_stop_is_on_screen(window):
    for name in window.mode.panels:
        window.mode.docks.bring(name)
        QApplication.processEvents()
        stops = round_trip()
        docks = [dock_of(stop) for stop in stops]
        runs = [d for k, d in enumerate(docks) if d is not None and d is not docks[k - 1]]
        assert len(runs) == len(set(runs)), f"a panel is left and entered again: {name}"
        assert all(dock.rect().isValid() and window.rect().intersects(dock.geometry())
                   for dock in runs)
        for stop in stops:
            text = stop.text() if isinstance(stop, QAbstractButton) else ""
            assert stop.accessibleName() or text, f"a stop without a name: {stop} with {name}"


def test_a_panel_is_read_from_its_top(window):
    """The rows of the data panel that are made with the data came sixty stops after the others."""
    name = "data" if "data" in window.mode.panels else "problem"
    dock = window.mode.docks.docks[name]
    window.mode.docks.bring(name)
    QApplication.processEvents()
    held = dock.widget().widget()
    areas = [area for area in held.findChildren(QScrollArea) if area.widget() is not None]
    held = areas[0].widget() if areas else held
    tops = [stop.mapTo(held, QPoint(0, 0)).y() for stop in round_trip() if held.isAncestorOf(stop)]
    assert len(tops) > 2
    # Two in one row may differ by what a small button is lower than its neighbour.
    assert all(one - 16 <= two for one, two in pairwise(tops))


def test_back_tab_goes_the_same_way_back(window):
    there = round_trip()
    assert round_trip(Key.Key_Backtab) == [there[0], *reversed(there[1:])]


def test_the_tabs_of_the_panels_are_reached_and_named(window):
    bars = [stop for stop in round_trip() if isinstance(stop, QTabBar)]
    assert bars and all(bar.count() for bar in bars)
    assert all(bar.accessibleName() for bar in bars)


def test_what_tab_reaches_is_scrolled_to(window):
    window.resize(1280, 560)
    QApplication.processEvents()
    dock = window.mode.docks.docks["runners"]
    window.mode.docks.bring("runners")
    QApplication.processEvents()
    seen = []
    for _ in range(200):
        stop = press(Key.Key_Tab)
        if dock_of(stop) is dock:
            seen.append(not stop.visibleRegion().isEmpty())
        elif seen:
            break
    assert len(seen) > 4 and all(seen)


def reach(kind, text=""):
    """Tab until a widget of a class has the focus, one that says a text."""
    for _ in range(200):
        found = press(Key.Key_Tab)
        if isinstance(found, kind) and text in (found.accessibleName() or ""):
            return found
    raise AssertionError(f"Tab reaches no {kind.__name__}")


def routed(window, qapp):
    router = KeyRouter(window)
    qapp.installEventFilter(router)
    return router


def test_the_arrows_change_the_panel_in_front_when_its_tabs_were_reached(window, qapp):
    router = routed(window, qapp)
    try:
        bar = reach(QTabBar, "The run")
        before = bar.currentIndex()
        press(Key.Key_Right)
        assert bar.currentIndex() == before + 1 and window.player.cursor == 0
        window.mode.picture.setFocus(Qt.FocusReason.MouseFocusReason)
        press(Key.Key_Right)
        assert window.player.cursor == 1
    finally:
        qapp.removeEventFilter(router)


def test_tab_goes_on_from_the_field_that_was_left_with_enter(window, qapp, qtbot):
    """Who types a rate and then the momentum would begin at the top of the window again."""
    router = routed(window, qapp)
    try:
        window.mode.docks.bring("runners")
        QApplication.processEvents()
        field = reach(QLineEdit, "Learning rate")
        after = press(Key.Key_Tab)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Return)
        qtbot.waitUntil(lambda: not field.hasFocus())
        assert press(Key.Key_Tab) is after
    finally:
        qapp.removeEventFilter(router)


def test_of_a_few_buttons_the_arrows_choose_another(qtbot, qapp, window):
    """Without that, a batch could not be chosen by key: Tab stops at the button that is down."""
    if window.mode.kind != "network":
        return
    router = routed(window, qapp)
    try:
        window.mode.docks.bring("train")
        QApplication.processEvents()
        for _ in range(200):
            button = press(Key.Key_Tab)
            if isinstance(button, QAbstractButton) and button.text() == "Batch":
                break
        press(Key.Key_Right)
        assert QApplication.focusWidget().text() == "All data"
        assert window.player.experiment.problem.batch.size is None
        press(Key.Key_Left)
        assert window.player.experiment.problem.batch.size == 10 and window.player.cursor == 0
    finally:
        qapp.removeEventFilter(router)
