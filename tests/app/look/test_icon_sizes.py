"""Icons of the usual size grow with the type, in a window that is open already."""

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton

from playground.app.look.style import style
from playground.lab.experiments.presets import presets


@pytest.mark.parametrize("preset", ("xor", "digits"))
def test_icons_follow_the_size_of_the_type(qapp, open_window, preset):
    style.apply(qapp)
    window = open_window(presets[preset].experiment())
    buttons = [*window.findChildren(QToolButton), *window.findChildren(QPushButton)]
    usual = [button for button in buttons if button.iconSize().width() == 16]
    assert len(usual) > 20
    style.scale = 1.5
    assert [b.text() or b.toolTip() for b in usual if b.iconSize().width() != 24] == []
