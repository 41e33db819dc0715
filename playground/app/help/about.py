"""About: what this is, what it stands on, under which licences; the texts are a button away."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from playground import __version__
from playground.app.help.key_sheet import text_view
from playground.app.look.icons import app_icon
from playground.app.look.style import BODY, SPACE_L, SPACE_S, px, style
from playground.app.widgets.sheet import close_box, sheet
from playground.lab.experiments.resources import resources_folder

LIBRARIES = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0"),
    ("pyqtgraph", "pyqtgraph", "MIT"),
    ("numpy", "NumPy", "BSD-3-Clause"),
    ("sympy", "SymPy", "BSD-3-Clause"),
    ("contourpy", "contourpy", "BSD-3-Clause"),
    ("ziamath", "ziamath", "MIT"),
    ("platformdirs", "platformdirs", "MIT"),
)
_SUFFIXES = (".txt", ".md", "")


def about_html() -> str:
    """Versions and licences."""
    quiet, gap = style.theme.quiet, px(SPACE_L)
    lines = "".join(
        f"<tr><td style='padding-right:{gap}px'>{title}</td>"
        f"<td style='padding-right:{gap}px'>{_version(package)}</td>"
        f"<td style='color:{quiet}'>{licence}</td></tr>"
        for package, title, licence in LIBRARIES
    )
    return (
        f"<h3>Optimization Playground {__version__}</h3>"
        "<p>Watch gradient descent and backpropagation work, step by step, with your own "
        "numbers.</p>"
        "<p>Free software under the MIT licence. It uses Qt under the LGPLv3: you may exchange "
        "the Qt libraries for your own. Besides it stands on:</p>"
        f"<table cellspacing='0'>{lines}</table>"
        f"<p style='color:{quiet}'>Qt {qVersion()}, Python {platform.python_version()}, "
        f"{escape(platform.platform(terse=True))}</p>"
    )


def licence_texts() -> list[tuple[str, Path]]:
    """A name and a file for each licence text that came with the program, its own first.

    A built program has a folder for each library; a source tree those that no library brings.
    """
    own = [folder / "LICENSE" for folder in (resources_folder().parent, Path(sys.prefix))]
    found = [("Optimization Playground", path) for path in own if path.is_file()][:1]
    return [*found, *_named(resources_folder() / "licenses"), *_data_texts()]


def _named(folder: Path) -> Iterable[tuple[str, Path]]:
    """The texts in a folder and in its folders, each under the name of what it is for."""
    for path in sorted(folder.rglob("*"), key=lambda path: path.as_posix().casefold()):
        if path.is_file() and path.suffix.lower() in _SUFFIXES:
            name = path.relative_to(folder).with_suffix("").as_posix()
            yield {"LICENSE": "Optimization Playground", "NOTICES": "What is in here"}.get(
                name, name.replace("/", ": ")
            ), path


def _data_texts() -> Iterable[tuple[str, Path]]:
    for name, place in (("Colour maps", "colormaps/LICENSE.txt"), ("Data", "data/LICENSES.md")):
        path = resources_folder() / place
        if path.is_file():
            yield name, path


def show_about(parent: QWidget) -> None:
    """Open About."""
    dialog, column = sheet(parent, "About", 520, 430)
    view = text_view("About")
    view.setHtml(about_html())
    box = close_box(dialog)
    texts = QPushButton("&Licence texts…")
    texts.setToolTip("The licences of this program and of what it stands on, in full.")
    texts.setAutoDefault(False)
    texts.clicked.connect(lambda: show_licences(dialog))
    box.addButton(texts, QDialogButtonBox.ButtonRole.ActionRole)
    column.addWidget(view, 1)
    column.addWidget(box)
    dialog.setWindowIcon(app_icon())
    dialog.open()
    box.button(QDialogButtonBox.StandardButton.Close).setFocus()


def show_licences(parent: QWidget) -> None:
    """Open the licence texts: a list, and the one that is chosen in it."""
    dialog, column = sheet(parent, "Licence texts", 800, 560)
    names, view = QListWidget(), text_view("Licence text")
    names.setAccessibleName("Licences")
    names.setToolTip("What a licence is for; its text is on the right.")
    names.setFixedWidth(px(200))
    names.setTextElideMode(Qt.TextElideMode.ElideRight)
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPixelSize(px(BODY))
    view.setFont(fixed)
    for name, path in licence_texts():
        item = QListWidgetItem(name, names)
        item.setToolTip(name)
        item.setData(Qt.ItemDataRole.UserRole, path)
    names.currentItemChanged.connect(lambda item, _: view.setPlainText(_read(item)))
    row = QHBoxLayout()
    row.setSpacing(px(SPACE_S))
    row.addWidget(names)
    row.addWidget(view, 1)
    column.addLayout(row, 1)
    column.addWidget(close_box(dialog))
    if names.count():
        names.setCurrentRow(0)
    else:
        view.setPlainText("No licence texts came with this copy of the program.")
    names.setFocus()
    dialog.open()


def _read(item: QListWidgetItem | None) -> str:
    if item is None:
        return ""
    path: Path = item.data(Qt.ItemDataRole.UserRole)
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror}."


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not found"
