"""A file's name in a field, with a button that asks for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from playground.app.look.style import SPACE_S, px


class FileField(QWidget):
    """Says `changed` for every letter; `ask(parent, path)` is asked for another file."""

    changed = Signal()

    def __init__(
        self, name: str, tip: str, ask: Callable[[QWidget, Path], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self.entry = QLineEdit()
        self.entry.setAccessibleName(name)
        self.entry.setToolTip(tip)
        self.browse = QPushButton("Browse…")
        self.browse.setAutoDefault(False)
        self.browse.setAccessibleName(f"Browse for {name}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_S))
        row.addWidget(self.entry, 1)
        row.addWidget(self.browse)
        self.entry.textChanged.connect(self.changed)
        self.browse.clicked.connect(self._browse)

    @property
    def path(self) -> Path | None:
        """What is named; None for nothing."""
        text = self.entry.text().strip()
        return Path(text).expanduser() if text and "\0" not in text else None

    def set_path(self, path: Path) -> None:
        """Name another file."""
        self.entry.setText(str(path))

    def _browse(self) -> None:
        found = self._ask(self.window(), self.path or Path())
        if found is not None:
            self.set_path(found)
