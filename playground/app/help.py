"""The keyboard sheet and About, made from what is true: the actions and the installed versions."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QVBoxLayout, QWidget
from PySide6.QtWidgets import QLabel as Label

from playground import __version__
from playground.app.actions import ACTIONS, HANDS
from playground.app.style import SPACE_L, px, style

LIBRARIES = (
    ("PySide6-Essentials", "LGPL-3.0"), ("pyqtgraph", "MIT"), ("numpy", "BSD-3-Clause"),
    ("contourpy", "BSD-3-Clause"), ("sympy", "BSD-3-Clause"), ("ziamath", "MIT"),
    ("platformdirs", "MIT"), ("pillow", "MIT-CMU"),
)


def keys_html() -> str:
    """All keys and hands as a table."""
    theme = style.theme
    rows = []
    for spec in ACTIONS.values():
        if spec.keys:
            native = QKeySequence.SequenceFormat.NativeText
            keys = ", ".join(QKeySequence(key).toString(native) for key in spec.keys)
            rows.append((keys, spec.tip))
    rows += [(hand, f"{does[0].upper()}{does[1:]}.") for hand, does in HANDS]
    cells = "".join(
        f"<tr><td style='padding:2px 16px 2px 0; color:{theme.accent}'>{keys}</td>"
        f"<td style='padding:2px 0'>{tip}</td></tr>"
        for keys, tip in rows
    )
    return f"<table>{cells}</table>"


def about_html() -> str:
    """Versions and licences."""
    lines = "".join(
        f"<tr><td style='padding-right:16px'>{name} {_version(name)}</td><td>{licence}</td></tr>"
        for name, licence in LIBRARIES
    )
    return (
        f"<h3>Optimization Playground {__version__}</h3>"
        "<p>Watch gradient descent and backpropagation work, step by step, with your own "
        "numbers.<br>MIT licence.</p>"
        f"<p>It uses Qt under the LGPLv3, and:</p><table>{lines}</table>"
        f"<p>Python {platform.python_version()} on {platform.platform(terse=True)}</p>"
    )


def show_sheet(parent: QWidget, title: str, html: str) -> None:
    """Open a sheet of text; Escape closes it."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    text = Label(html)
    text.setTextFormat(Qt.TextFormat.RichText)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    area = QScrollArea()
    area.setWidget(text)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(area)
    column.addWidget(buttons)
    wide = text.sizeHint().width() + px(56)  # the scroll bar and the margins
    dialog.resize(min(max(wide, px(420)), parent.width()), min(px(640), parent.height()))
    dialog.open()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
