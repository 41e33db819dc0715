"""The upper right corner: surface or network, light or dark."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px


def corner(actions: Sequence[QAction]) -> QWidget:
    """A row of buttons for checkable actions; the last one shows its icon alone."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, SPACE_S, 0)
    layout.setSpacing(SPACE_XS)
    for action in actions:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(px(16), px(16)))
        button.setAccessibleName(action.text().replace("&", ""))
        if action is not actions[-1]:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        layout.addWidget(button)
    return row
