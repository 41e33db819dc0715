"""The window of own surfaces and optimizers: folder, permission, and what became of each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_L, SPACE_M, SPACE_S, px, set_role
from playground.app.plugins import consent as plugins_ask
from playground.app.plugins.loader import Plugins
from playground.app.plugins.rows import FileRow
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.scroll_area import ScrollArea
from playground.app.widgets.section import Separator
from playground.app.widgets.show_folder import show_folder
from playground.lab.documents.disk import one_line
from playground.lab.plugins.examples import write_examples
from playground.lab.plugins.load import MOST_FILES, Report

INTRODUCTION = (
    "A Python file in this folder brings surfaces and optimizers of your own into every list of "
    "the program. Such files are programs and can do whatever you can do, so they run only after "
    "you have allowed it."
)
NOTHING = (
    "No files yet. “New from example” writes a surface and an optimizer that work, to be changed."
)
NEEDS_FILES = "There is nothing to run yet: put a file into the folder first, or write an example."
SLOW_MS = 1500
MOST_ROWS = MOST_FILES + 20


class PluginsWindow(QDialog):
    """Shows what the loader knows; its buttons ask the loader."""

    def __init__(self, plugins: Plugins, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Own surfaces and optimizers")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.plugins = plugins
        self._rows: list[FileRow] = []
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._show_busy)
        self._make()
        self._place()
        plugins.changed.connect(self._show_state)
        plugins.told.connect(self._tell)
        self._show_state()
        plugins.look()

    def _make(self) -> None:
        self._introduction = QLabel(INTRODUCTION)
        self._introduction.setWordWrap(True)
        set_role(self._introduction, "quiet")
        self._path = QLabel(str(self.plugins.folder))
        self._path.setWordWrap(True)
        self._path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._path.setAccessibleName(f"Folder: {self.plugins.folder}")
        self._state = QLabel()
        self._state.setWordWrap(True)
        set_role(self._state, "large")
        self.error_line = ErrorLine()
        self.empty_state = EmptyState("surface", NOTHING)
        self._open = _button(
            "Open folder", "Show the folder in the file manager; it is made first if need be.",
            lambda: show_folder(self.plugins.folder, self._tell),
        )
        self.allow = _button("Allow…", "", self._toggle_allowed)
        self._example = _button(
            "New from example", "Write a commented surface and optimizer into the folder.",
            self._write_examples,
        )
        self._reload = _button("Reload", "", self.plugins.reload)
        self._reload.setIcon(icon("redo"))

    def _place(self) -> None:
        self._list = QWidget()
        self._inside = QVBoxLayout(self._list)
        self._inside.setContentsMargins(0, 0, px(SPACE_S), 0)
        self._inside.setSpacing(px(SPACE_M))
        self._inside.addStretch(1)
        self.scroll_area = ScrollArea()
        self.scroll_area.setWidget(self._list)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setAccessibleName("Files")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in (self._example, self._reload):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._introduction)
        self._layout.addLayout(_row(self._path, self._open))
        self._layout.addWidget(Separator())
        self._layout.addLayout(_row(self._state, self.allow))
        self._layout.addWidget(self.error_line)
        self._layout.addWidget(self.scroll_area, 1)
        self._layout.addWidget(self.empty_state, 1)
        self._layout.addWidget(buttons)
        self._space()
        self.resize(px(600), px(480))

    @Slot()
    def _show_state(self) -> None:
        plugins, found = self.plugins, self.plugins.found
        if plugins.busy:
            self._slow.start(SLOW_MS)
        else:
            self._slow.stop()
            self.error_line.set_error(found.unsafe or found.problem)
        reports = {r.file: r for r in found.reports or ()}
        self._state.setText(_words(plugins))
        self.allow.setText("Disallow" if plugins.allowed else "Allow…")
        why_not = "" if plugins.allowed else found.unsafe or ("" if found.files else NEEDS_FILES)
        self.allow.setEnabled(not why_not)
        self.allow.setToolTip(why_not or (
            "Do not run these files any more, from now on. What is on screen goes on."
            if plugins.allowed else "Asks once; from then on the files run at every start."
        ))
        set_role(self.allow, "" if plugins.allowed or why_not else "primary")
        self._reload.setToolTip(
            "Run the files again, after they were changed. What is on screen is made anew."
            if plugins.allowed else "Look into the folder again; nothing runs before you allow it."
        )
        files = [r.file for r in found.reports or () if r.file not in found.files]
        self._show_rows([*found.files, *files], reports)

    def _show_rows(self, files: Sequence[Path], reports: Mapping[Path, Report]) -> None:
        """Every file with what came of it; what was not run yet says so."""
        for row in self._rows:
            self._inside.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for file in files[:MOST_ROWS]:
            row = FileRow(file, reports.get(file))
            self._inside.insertWidget(self._inside.count() - 1, row)
            self._rows.append(row)
        self.scroll_area.setVisible(bool(files))
        self.empty_state.setVisible(not files)

    @Slot()
    def _show_busy(self) -> None:
        """It takes long: say which file it is."""
        self._state.setText(_words(self.plugins))
        if self.plugins.busy:
            self._slow.start(SLOW_MS)

    @Slot()
    def _toggle_allowed(self) -> None:
        plugins = self.plugins
        if plugins.allowed:
            plugins.disallow()
        elif plugins_ask.ask_allow(self, plugins.folder, plugins.found.files):
            plugins.allow()

    @Slot()
    def _write_examples(self) -> None:
        written, problem = write_examples(self.plugins.folder)
        if problem:
            self._tell(problem, True)
            return
        self._tell(f"Written: {' and '.join(file.name for file in written)}.", False)
        self.plugins.reload()

    def _tell(self, sentence: str, error: bool) -> None:
        self.error_line.set_error(sentence if error else "")
        if not error:
            self._state.setText(sentence)

    def _space(self) -> None:
        self._layout.setContentsMargins(*[px(SPACE_L)] * 4)
        self._layout.setSpacing(px(SPACE_M))
        self._reload.setIconSize(QSize(px(16), px(16)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)

    def done(self, result: int) -> None:
        self._slow.stop()
        super().done(result)


def _words(plugins: Plugins) -> str:
    """How things stand, in a sentence."""
    found = plugins.found
    files = "1 file" if len(found.files) == 1 else f"{len(found.files)} files"
    if plugins.busy:
        return f"Running {one_line(plugins.file.name)}…" if plugins.file else "Reading the folder…"
    if not plugins.allowed:
        return f"Not allowed: {files} not run." if found.files else "Not allowed yet."
    if found.reports is None:
        return "Allowed, but nothing was run."
    brought = Counter(c.registry.kind for r in found.reports for c in r.brings)
    loaded = ", ".join(f"{n} {kind}{'s' * (n > 1)}" for kind, n in sorted(brought.items()))
    wrong = sum(bool(r.faults) for r in found.reports)
    words = f"Allowed. Loaded: {loaded or 'nothing'}."
    if wrong:
        words += " 1 file has a mistake." if wrong == 1 else f" {wrong} files have mistakes."
    return words


def _button(text: str, tip: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: act())
    return button


def _row(label: QLabel, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(SPACE_M))
    row.addWidget(label, 1)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row
