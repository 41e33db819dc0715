"""Icons of the usual size grow with the type, in a window that is open already."""

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton

from playground.app.look.style import style
from playground.app.shell.window import Window
from playground.lab.experiments.presets import presets


@pytest.mark.parametrize("preset", ("xor", "digits"))
def test_icons_follow_the_size_of_the_type(qtbot, qapp, user_folders, preset):
    style.apply(qapp)
    window = Window(presets[preset].experiment(), keep_settings=False)
    qtbot.addWidget(window, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    window.show()
    qtbot.waitUntil(lambda: window.mode.is_complete)
    buttons = [*window.findChildren(QToolButton), *window.findChildren(QPushButton)]
    usual = [button for button in buttons if button.iconSize().width() == 16]
    assert len(usual) > 20
    style.scale = 1.5
    assert [b.text() or b.toolTip() for b in usual if b.iconSize().width() != 24] == []
