"""Each half offers its own panels only; what is typed in a half is taken by that half."""

import pytest
from moving import go_to
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from playground.app.widgets.number_field import NumberField
from playground.app.widgets.setting_row import IntRow


@pytest.fixture
def window(open_window):
    return open_window()


def settle():
    for _ in range(5):
        QApplication.processEvents()


@pytest.mark.parametrize("kind", ["surface", "network"])
def test_a_right_click_offers_the_panels_of_this_half_as_the_menu_does(window, kind):
    window.documents.show_half("network")
    window.documents.show_half(kind)
    settle()
    menu = QMenu(window)
    window.commands.fill_panels(menu)
    own = [action.text() for action in menu.actions()]
    assert own == [entry.title for entry in window.mode.entries]
    popup = window.createPopupMenu()  # Qt asks for it on a title bar or a tool bar
    assert [action.text() for action in popup.actions()] == own
    menu.deleteLater()
    popup.deleteLater()


def test_no_two_docks_of_the_window_have_one_name(window):
    window.documents.show_half("network")
    names = [
        dock.objectName() for mode in window.modes.values() for dock in mode.docks.docks.values()
    ]
    entries = [entry for mode in window.modes.values() for entry in mode.entries]
    assert len(set(names)) == len(names) == len(entries)


@pytest.mark.parametrize(("front", "other"), [("surface", "network"), ("network", "surface")])
def test_a_panel_of_the_other_half_that_is_seen_all_the_same_breaks_nothing(
    window, front, other
):
    for kind in ("network", other, front):
        window.documents.show_half(kind)
        settle()
    go_to(window.player, 3)
    behind = window.modes[other]
    before = window.player.experiment
    for name in behind.docks.docks:
        behind.docks.bring(name)
        settle()
        window.player.step(1)
        settle()
    if other == "network":
        behind.light([], [(1, 0, 0)])
        behind.set_unit("epoch")
        behind.set_value(0, 1.0, True)
        behind.set_block({0: 1.0})
    assert window.player.experiment is before and window.mode.kind == front


def field_in(window, kind, name):
    """A field of the half, on screen, that is typed in."""
    window.documents.show_half(kind)
    window.mode.docks.bring(name)
    settle()
    panel = window.mode.panels[name]
    whole = [row.findChild(QLineEdit) for row in panel.findChildren(IntRow)]
    fields = [*whole, *panel.findChildren(NumberField)]
    return next(field for field in fields if field.isVisible())


def type_into(qtbot, field, text):
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, text)


@pytest.mark.parametrize(
    ("kind", "other", "panel"), [("surface", "network", "runners"), ("network", "surface", "data")]
)
def test_what_is_being_typed_is_taken_by_its_half_when_one_goes_to_the_other(
    window, qtbot, kind, other, panel
):
    window.documents.show_half(other)
    field = field_in(window, kind, panel)
    before = window.player.experiment
    type_into(qtbot, field, "7" if panel == "data" else "0.0123")
    window.actions_by_name[f"show_{other}"].trigger()
    settle()
    front = window.player.workspace.front
    assert window.mode.kind == other == front.kind
    assert window.player.workspace.half(kind).experiment != before
    assert front.undo_what is None
