"""File > Moving picture: what is filmed, from which step to which, and into which file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.app.core import questions as dialogs
from playground.app.core.main_window import MainWindow
from playground.app.export.film import Film
from playground.app.export.frames import NO_FFMPEG, encoded, has_ffmpeg
from playground.app.export.steps import MOST_FRAMES, chosen_steps
from playground.app.look.style import SPACE_M, SPACE_S, px, set_role
from playground.app.widgets.error_line import ErrorLine
from playground.app.work.background import Background
from playground.lab.documents.disk import FileProblemError, write_atomically

KINDS = (("GIF picture (*.gif)", ".gif"), ("Animated PNG (*.png)", ".png"),
         ("WebP picture (*.webp)", ".webp"))
SIZES = ((600, 450), (800, 600), (1200, 900))
SPEEDS = ((5, "5 frames a second"), (10, "10 frames a second"), (20, "20 frames a second"))
MOST_PIXELS = 120_000_000


class FilmDialog(QDialog):
    """The choices, and the progress while it is filmed and written; Cancel leaves nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Moving picture")
        self._window = window
        self._background = Background(self)
        self._film: Film | None = None
        self._path = Path()
        self._given_up = [False]
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_M)] * 4)
        column.setSpacing(px(SPACE_S))
        form = QFormLayout()
        form.setSpacing(px(SPACE_S))
        self.what = QComboBox()
        for title, widget in self._subjects():
            self.what.addItem(title, widget)
        player = window.player
        last = player.cursor or player.last  # what one has just looked at
        self.first, self.last = self._step(0, player.last), self._step(last, player.last)
        self.every = self._step(max(1, -(-last // 60)), 1_000_000, least=1)
        self.log = QCheckBox("small steps first, then larger and larger ones")
        self.log.setToolTip("For long runs: most happens at the beginning.")
        self.size_of = QComboBox()
        for width, height in SIZES:
            self.size_of.addItem(f"{width} × {height} pixels", QSize(width, height))
        self.speed = QComboBox()
        for rate, words in SPEEDS:
            self.speed.addItem(words, 1000 // rate)
        self.speed.setCurrentIndex(1)
        self.loops = QComboBox()
        for times, words in ((2, "twice, then it stands still"), (1, "once"), (0, "for ever")):
            self.loops.addItem(words, times)
        self.caption = QCheckBox("the number of the step in a corner")
        self.caption.setChecked(True)
        rows = (
            ("&What", self.what), ("&From step", self.first), ("&To step", self.last),
            ("&Steps a frame", self.every), ("S&pacing", self.log), ("Si&ze", self.size_of),
            ("Sp&eed", self.speed), ("P&lays", self.loops), ("&Caption", self.caption),
        )
        for words, field in rows:
            form.addRow(words, field)
        column.addLayout(form)
        self.words, self.error, self.progress = QLabel(), ErrorLine(), QProgressBar()
        set_role(self.words, "quiet")
        self.words.setWordWrap(True)
        self.progress.hide()
        for part in (self.words, self.error, self.progress):
            column.addWidget(part)
        column.addStretch(1)
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.box.rejected.connect(self.reject)
        self.save = QPushButton("&Save…")
        self.save.setDefault(True)
        self.save.clicked.connect(self._ask)
        self.box.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        column.addWidget(self.box)
        for number in (self.first, self.last, self.every):
            number.valueChanged.connect(self._say)
        self.log.toggled.connect(self._say)
        self.size_of.currentIndexChanged.connect(self._say)
        self._form = [field for _, field in rows]
        self.resize(px(460), px(440))
        self._say()

    def _step(self, value: int, most: int, least: int = 0) -> QSpinBox:
        field = QSpinBox()
        field.setRange(least, max(least, most))
        field.setValue(value)
        field.setGroupSeparatorShown(True)
        return field

    def _subjects(self) -> list[tuple[str, QWidget]]:
        """The picture in the middle, every panel that is seen, and the window."""
        mode = self._window.mode
        found: list[tuple[str, QWidget]] = [("The picture in the middle", mode.picture)]
        titles = {entry.name: entry.title for entry in mode.entries}
        found += [
            (titles.get(name, name), panel) for name, panel in mode.panels.items()
            if panel.isVisible()
        ]
        return [*found, ("The whole window", self._window)]

    @property
    def steps(self) -> list[int]:
        """The steps that make the frames."""
        first, last = self.first.value(), self.last.value()
        return chosen_steps(first, last, self.every.value(), self.log.isChecked())

    def _say(self) -> None:
        count = len(self.steps)
        size: QSize = self.size_of.currentData()
        room = count * size.width() * size.height() <= MOST_PIXELS
        right = self.first.value() <= self.last.value()
        words = f"{count} frames" + (", the most there are" if count == MOST_FRAMES else "")
        words += "." if has_ffmpeg() else ". For MP4, the program ffmpeg must be on the PATH."
        self.words.setText(words)
        self.error.set_error("" if right and room else (
            "Too many frames of this size: take more steps a frame, or a smaller picture." if right
            else "The first step must not be behind the last."
        ))
        self.save.setEnabled(right and room)

    def _ask(self) -> None:
        mp4 = has_ffmpeg()
        kinds = [*KINDS, *([("MP4 film (*.mp4)", ".mp4")] if mp4 else [])]
        filters = ";;".join(words for words, _ in kinds)
        suggestion = dialogs.usual_folder() / "run.gif"
        path = dialogs.ask_save(self, "Save moving picture", suggestion, filters)
        if path is None:
            return
        if path.suffix.lower() == ".mp4" and not mp4:
            self.error.set_error(f"{path.name}: {NO_FFMPEG}.")
            return
        if path.suffix.lower() not in [suffix for _, suffix in kinds]:
            known = ", ".join(suffix for _, suffix in kinds)
            self.error.set_error(f"{path.name}: moving pictures end in one of {known}.")
            return
        self.film(path)

    def film(self, path: Path) -> None:
        """Take the frames, then write them."""
        self._path = path
        self.error.set_error("")
        steps, size = self.steps, self.size_of.currentData()
        widget: QWidget = self.what.currentData()
        if hasattr(widget, "export_target"):
            widget = widget.export_target()
        for field in (*self._form, self.save):
            field.setEnabled(False)
        self.progress.setRange(0, 2 * len(steps))
        self.progress.show()
        self.words.setText("Filming…")
        self._film = Film(
            self._window.player, widget, steps, size, self.caption.isChecked(), self
        )
        self._film.taken.connect(self.progress.setValue)
        self._film.ended.connect(self._write)
        self._film.start()

    def _write(self) -> None:
        assert self._film is not None
        frames, path = self._film.frames, self._path
        frame_ms, loops = self.speed.currentData(), self.loops.currentData()
        self.words.setText("Writing the file…")
        given_up = self._given_up

        def told(_done: int) -> None:
            if given_up[0]:
                raise FileProblemError("given up")

        def work() -> int:
            data = encoded(frames, path.suffix.lower(), frame_ms, loops, told)
            if given_up[0]:
                raise FileProblemError("given up")
            write_atomically(path, lambda file: file.write(data))
            return len(data)

        self._background.submit("film", work, self._written, self._failed)

    def _written(self, size: int) -> None:
        self.accept()
        self._window.tell(f"Saved {self._path} ({size / 1000:,.0f} kB).", error=False)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, FileProblemError):
            raise error
        self.progress.hide()
        for field in (*self._form, self.save):
            field.setEnabled(True)
        self._say()
        self.error.set_error(str(error))

    def done(self, result: int) -> None:
        self._given_up[0] = True
        if self._film is not None:
            self._film.stop()
        self._background.stop()
        super().done(result)
