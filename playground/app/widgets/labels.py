"""Labels and buttons that panels share, and small words: counts, capitals, a refusal's mend."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton

from playground.app.look.icons import icon
from playground.app.look.style import set_role
from playground.app.text.numbers import localised
from playground.engine.parameters import SettingError


def sentence(role: str = "small") -> QLabel:
    """A label of wrapped text that never asks for more width than there is."""
    label = QLabel()
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    set_role(label, role)
    return label


def heading(text: str) -> QLabel:
    """The name of a section of a panel."""
    label = sentence("heading")
    label.setText(text)
    return label


def tool_button(text: str, name: str, tip: str) -> QToolButton:
    """A button with an icon beside its text; either may be empty."""
    button = QToolButton()
    button.setText(text)
    if name:
        button.setIcon(icon(name))
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setToolTip(tip)
    return button


def capital(text: object) -> str:
    """An error's text as a sentence."""
    words = str(text)
    first = words[:1] if words[:1] > "\u0250" else words[:1].upper()  # ρ is no P
    return f"{first}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}"


def mend(error: SettingError) -> str:
    """An error about a recipe as a sentence for the panel: what, and what it must be."""
    place = error.name.rpartition(".")[2].replace("_", " ")
    return capital(localised(f"{place}: {error}" if place else str(error)))
