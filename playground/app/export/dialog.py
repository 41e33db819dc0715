"""File > Export: the selected run in another library's words, beside the window.

It follows the window: another runner, another setting or another step, and the program is written
anew, in the background. What stands there is what Copy and Save take.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from playground.app.core import questions as dialogs
from playground.app.core.main_window import MainWindow
from playground.app.export.conventions import as_html
from playground.app.export.highlighter import PythonColours
from playground.app.look.icons import icon
from playground.app.look.style import SMALL, SPACE_M, SPACE_S, px, set_role, style
from playground.app.widgets.error_line import ErrorLine
from playground.app.work.background import Background
from playground.engine.conventions import has_convention
from playground.engine.problem import Array
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.edits.runners import set_convention
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.compared import differences
from playground.lab.export.compared_rules import Difference
from playground.lab.export.program import (
    TARGETS,
    Program,
    model_file,
    program,
    recorded,
    write_program,
)

WAIT_MS = 250
"""So long the window must rest before the program is written anew."""


class _GivenUpError(Exception):
    pass


@dataclass(frozen=True)
class Made:
    """What was made for the preview: a program or a model file, and what differs elsewhere."""

    program: Program | None
    model: bytes | None
    text: str
    told: str
    differences: tuple[Difference, ...]
    error: str = ""
    """Why there is neither."""


class ExportDialog(QDialog):
    """Preview, Copy, Save, and the conventions; stays beside the window while one works."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export the run")
        self._window, self._player = window, window.player
        self._background = Background(self)
        self._wanted = [0]  # the newest request; older ones give up
        self.made: Made | None = None
        self._place()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.renew)
        player = self._player
        for signal in (player.experiment_changed, player.selected_changed, player.moved):
            signal.connect(self._follow)
        style.changed.connect(self._dress)
        self.resize(min(px(860), window.width()), min(px(640), window.height()))

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_M)] * 4)
        column.setSpacing(px(SPACE_S))
        self.target = QComboBox()
        for name, target in TARGETS.items():
            self.target.addItem(target.title, name)
        self.target.setAccessibleName("As what")
        self.target.setToolTip("In whose words the run is written, or as which model file.")
        self.until = QComboBox()
        self.until.addItem("Up to the step that is looked at", "cursor")
        self.until.addItem("Up to the end of the run", "end")
        self.until.setAccessibleName("Up to which step")
        self.until.setToolTip("How many updates the program makes.")
        self.words = QLabel()
        set_role(self.words, "quiet")
        head = QHBoxLayout()
        head.setSpacing(px(SPACE_S))
        for widget in (self.target, self.until):
            head.addWidget(widget)
        head.addWidget(self.words, 1)
        column.addLayout(head)
        self.error = ErrorLine()
        column.addWidget(self.error)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setAccessibleName("The program")
        self.preview.setTabChangesFocus(True)
        self.colours = PythonColours(self.preview.document())
        self.told = QTextBrowser()
        self.told.setAccessibleName("Conventions")
        self.keras = QCheckBox("Run this runner's rules in Keras' form")
        self.keras.toggled.connect(self._set_convention)
        conventions = QTabWidget()
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, px(SPACE_S), 0, 0)
        inner.addWidget(self.keras)
        inner.addWidget(self.told, 1)
        conventions.addTab(self.preview, "&Program")
        conventions.addTab(page, "What differs in &other libraries")
        self.tabs = conventions
        column.addWidget(conventions, 1)
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.box.rejected.connect(self.reject)
        self.copy = self._button("&Copy", "copy", "Copy the program as text.", self.copy_text)
        self.save = self._button("&Save…", "save", "Save it, with its data beside it.",
                                 self.save_file)
        column.addWidget(self.box)
        self.target.currentIndexChanged.connect(self.renew)
        self.until.currentIndexChanged.connect(self.renew)
        self._dress()

    def _button(self, text: str, mark: str, tip: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(icon(mark), text)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        self.box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def _dress(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(px(SMALL))
        self.preview.setFont(fixed)
        self.colours.dress()
        if self.made is not None:
            self.told.setHtml(as_html(self.made.differences))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.renew()

    def done(self, result: int) -> None:
        self._timer.stop()
        self._wanted[0] += 1
        self._background.stop()
        super().done(result)

    # ---------------------------------------------------------------- following

    def _follow(self) -> None:
        if not self._player.playing:
            self._timer.start()

    @property
    def is_busy(self) -> bool:
        """Whether what is shown is not yet what the window shows."""
        return self._timer.isActive() or self._background.busy

    def renew(self) -> None:
        """Write it anew for what the window shows now."""
        self._timer.stop()
        player, target = self._player, str(self.target.currentData())
        runner, run = player.runner, player.run
        self._wanted[0] += 1
        if runner is None or run is None:
            self._show_nothing("There is no runner: add one, and its run can be exported.")
            return
        self._show_convention(runner)
        steps = min(player.cursor, run.last) if self.until.currentData() == "cursor" else None
        experiment, name = player.experiment, self._name(target)
        self.words.setText("Writing…")
        mine, wanted = self._wanted[0], self._wanted

        def told(_step: int) -> None:
            if wanted[0] != mine:
                raise _GivenUpError

        self._background.submit(
            "export", lambda: make(experiment, runner, target, steps, name, told),
            self._show, self._failed,
        )

    def _show(self, made: Made) -> None:
        self.told.setHtml(as_html(made.differences))
        if made.error:
            self._show_nothing(f"{made.error[:1].upper()}{made.error[1:]}.")
            return
        self.made = made
        self.error.set_error("")
        bar = self.preview.verticalScrollBar()
        before = bar.value()
        self.preview.setPlainText(made.text)
        bar.setValue(before)
        self.words.setText(made.told)
        for button in (self.copy, self.save):
            button.setEnabled(True)
        self.copy.setEnabled(made.program is not None)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, _GivenUpError):
            return
        raise error

    def _show_nothing(self, sentence: str) -> None:
        self.made = None
        self.preview.setPlainText("")
        self.words.setText("")
        self.error.set_error(sentence)
        for button in (self.copy, self.save):
            button.setEnabled(False)

    # ---------------------------------------------------------------- taking it

    def _name(self, target: str) -> str:
        title = "".join(c if c.isascii() and c.isalnum() else "_" for c in
                        self._player.experiment.title).strip("_").lower()
        return f"{title[:40] or 'run'}_{target}{TARGETS[target].suffix}"

    def copy_text(self) -> None:
        """The program to the clipboard."""
        if self.made is not None:
            QGuiApplication.clipboard().setText(self.made.text)
            beside = self.made.program is not None and self.made.program.data is not None
            self.words.setText("Copied." + (
                " It needs its data beside it: save it for that." if beside else ""
            ))

    def save_file(self) -> None:
        """Ask where to, and write what is shown."""
        target, made = TARGETS[str(self.target.currentData())], self.made
        if made is None:
            return
        filters = f"{target.title} (*{target.suffix})"
        suggestion = dialogs.usual_folder() / self._name(target.name)
        path = dialogs.ask_save(self, "Export the run", suggestion, filters)
        if path is None:
            return
        try:
            files = self._write(path, made)
        except (FileProblemError, BadInputError) as error:
            self.error.set_error(str(error))
            return
        self.error.set_error("")
        self.words.setText(f"Saved {' and '.join(file.name for file in files)}.")

    def _write(self, path: Path, made: Made) -> list[Path]:
        if made.program is None:
            data = made.model or b""
            write_atomically(path, lambda file: file.write(data))
            return [path]
        named = made.program
        if named.data is not None and Path(named.data_name).stem != path.stem:
            new = f"{path.stem}.npz"
            named = Program(named.text.replace(named.data_name, new), named.data, new)
        return write_program(path, named)

    # ---------------------------------------------------------------- conventions

    def _show_convention(self, runner: Runner) -> None:
        without = [o.title for _, o in runner.plan if not has_convention(type(o), "keras")]
        can = not without
        keras = any(optimizer.convention == "keras" for _, optimizer in runner.plan)
        self.keras.blockSignals(True)
        self.keras.setChecked(keras)
        self.keras.setEnabled(can)
        self.keras.setToolTip(
            "ε inside the root, a velocity of steps: as a Keras user has it." if can
            else f"Keras has no {without[0]}."
        )
        self.keras.blockSignals(False)

    def _set_convention(self, keras: bool) -> None:
        player = self._player
        if player.runner is None:
            return
        convention = "keras" if keras else "pytorch"
        edited = set_convention(player.experiment, player.selected, convention)
        words = "Keras' form" if keras else "PyTorch's form"
        player.edit(edited, f"{words} of {player.runner.label}")
        self.renew()


def make(
    experiment: Experiment, runner: Runner, target: str, steps: int | None, name: str,
    told: Callable[[int], object],
) -> Made:
    """What the preview shows; walks the run anew. What differs is said also of what has no form."""
    found = tuple(differences(experiment, runner))
    try:
        return _made(experiment, runner, target, steps, name, told, found)
    except (BadInputError, FileProblemError) as error:
        return Made(None, None, "", "", found, str(error))


def _made(
    experiment: Experiment, runner: Runner, target: str, steps: int | None, name: str,
    told: Callable[[int], object], found: tuple[Difference, ...],
) -> Made:
    recording = recorded(experiment, runner, target, steps, told)
    if not TARGETS[target].is_program:
        theta = _at(experiment, runner, recording.steps)
        data = model_file(recording.problem, theta, target)
        text = (
            f"{TARGETS[target].title}: {len(data):,} bytes\nthe network at step "
            f"{recording.steps:,}, {len(theta):,} parameters\nfor {TARGETS[target].needs}"
        )
        return Made(None, data, text, f"at step {recording.steps:,}", found)
    made = program(experiment, runner, recording, target, name)
    words = f"{recording.steps:,} updates"
    if made.data is not None:
        words += f", with {made.data_name} beside it"
    return Made(made, None, made.text, words, found)


def _at(experiment: Experiment, runner: Runner, step: int) -> Array:
    run = experiment.run_of(runner)
    run.ensure(step)
    return run[step].theta
