"""What a sweep asks: which settings, from where to where; and its buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.held import RUN, edits
from playground.app.core.view import Scene
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_XS, px
from playground.app.sweeps.axis_row import NOTHING, AxisRow, Titled
from playground.app.text.numbers import localised
from playground.app.widgets.choices import TitleBox
from playground.app.widgets.error_line import ErrorLine
from playground.engine.parameters import Parameter, SettingError
from playground.lab.sweeps.over import RATE, Over, settings_of, trials_of, usual_over
from playground.lab.sweeps.ready import Ready, ready_for, selected_for
from playground.lab.sweeps.swept import MEASURES, usual_measure


class Question(QWidget):
    """`asked()` for the button, `ready_asked(ready)` for a ready sweep, `measured(key)` for what is
    to be shown, `table_asked()` and `picture_asked()` to save.
    """

    asked = Signal()
    ready_asked = Signal(object)
    measured = Signal(str)
    table_asked = Signal()
    picture_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: Scene | None = None
        self._known: dict[str, Parameter] = {}
        self.across, self.up = AxisRow("Across", False), AxisRow("Up", True)
        self.measure = TitleBox("What is shown", "What a point says of its run.")
        self.measure.fill({key: Titled(one.title, one.tip) for key, one in MEASURES.items()})
        self.measure.set_value("steps")
        self.measure.setMinimumContentsLength(3)
        self.go = QPushButton("Sweep")
        self.go.setToolTip("Make all these runs, beside the window. Again: give them up.")
        self.ready, self.more = QToolButton(), QToolButton()
        self.progress, self.error_line = QProgressBar(), ErrorLine()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How many runs are done")
        self.progress.hide()
        self._menu = QMenu(self.ready)
        self._menu.setToolTipsVisible(True)
        save = QMenu(self.more)
        self.save_table = QAction("Table as CSV…", save)
        self.save_picture = QAction("Picture…", save)
        save.addActions([self.save_table, self.save_picture])
        for button, name, words, menu in (
            (self.ready, "more", "Ready sweeps, made for one thing to see", self._menu),
            (self.more, "save", "Save the table or the picture", save),
        ):
            button.setIcon(icon(name))
            button.setAccessibleName(words)
            button.setToolTip(f"{words}.")
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        edits(self.go, RUN)
        edits(self.ready, RUN)
        self._head = QHBoxLayout()
        self._head.addWidget(self.go)
        self._head.addWidget(self.measure, 1)
        self._head.addWidget(self.ready)
        self._head.addWidget(self.more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.across)
        self._column.addWidget(self.up)
        self._column.addLayout(self._head)
        self._column.addWidget(self.progress)
        self._column.addWidget(self.error_line)
        self._connect()
        self._space()

    def _connect(self) -> None:
        for row in (self.across, self.up):
            row.changed.connect(self.check)
            row.refused.connect(self.error_line.set_error)
        self.across.chosen.connect(self._choose_across)
        self.up.chosen.connect(self._choose_up)
        self.measure.chosen.connect(self.show_measure)
        self.go.clicked.connect(self.asked)
        self.save_table.triggered.connect(self.table_asked)
        self.save_picture.triggered.connect(self.picture_asked)

    @property
    def overs(self) -> tuple[Over, ...]:
        """The settings to go over."""
        return tuple(row.over for row in (self.across, self.up) if row.over is not None)

    @property
    def selected(self) -> int:
        """The runner that a plane of two settings is of."""
        assert self.scene is not None
        return selected_for(self.scene.experiment, self.overs, self.scene.selected)

    @property
    def shown(self) -> str:
        """The key of what is to be shown."""
        return str(self.measure.currentData())

    def show_scene(self, scene: Scene) -> None:
        """Other runners may have other settings."""
        self.scene = scene
        self._known = settings_of(scene.experiment)
        if self.across.over is None and self._known:
            first = RATE if RATE in self._known else next(iter(self._known))
            self.across.show_over(usual_over(scene.experiment, first))
            self.up.show_over(None)
            self.measure.set_value(usual_measure(scene.experiment))
        self._offer()
        self._menu.clear()
        for ready in ready_for(scene.experiment.problem.kind).values():
            action = self._menu.addAction(ready.title)
            action.setToolTip(localised(ready.teaches))
            action.triggered.connect(lambda _=False, one=ready: self.ready_asked.emit(one))
        self.go.setEnabled(bool(self._known))

    def set_overs(self, *overs: Over) -> None:
        """Go over these one or two settings."""
        self.across.show_over(overs[0])
        self.up.show_over(overs[1] if len(overs) > 1 else None)
        self._offer()
        self.check()

    @Slot(str)
    def show_measure(self, key: str) -> None:
        """Show "steps", "loss" or "evaluations"."""
        self.measure.set_value(key)
        self.measured.emit(key)

    def set_up(self, ready: Ready) -> bool:
        """Take a ready sweep's settings; whether that can be."""
        assert self.scene is not None
        try:
            overs = ready.overs(self.scene.experiment)
        except SettingError as error:
            self.refuse(f"{ready.title} {error}")
            return False
        self.measure.set_value(ready.measure or usual_measure(self.scene.experiment))
        self.set_overs(*overs)
        return True

    def refuse(self, text: str) -> None:
        """Say in a sentence what cannot be; "" takes it back."""
        end = "" if text.endswith(".") or not text else "."
        self.error_line.set_error(localised(f"{text[:1].upper()}{text[1:]}{end}"))

    def show_progress(self, done: int, total: int) -> None:
        """So many runs of all are done; of none: nothing is under way."""
        self.go.setText("Stop" if total else "Sweep")
        self.progress.setVisible(bool(total))
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    @Slot()
    def check(self) -> bool:
        """Say beside the fields what cannot be swept; whether it can."""
        self.error_line.set_error("")
        for row in (self.across, self.up):
            row.mark("")
        if self.scene is None or not self.overs:
            return False
        wrong = self._wrong(self.overs)
        if wrong is None:
            return True
        second = len(self.overs) > 1 and self._wrong(self.overs[:1]) is None
        (self.up if second else self.across).mark(wrong.name)
        self.refuse(str(wrong))
        return False

    def _wrong(self, overs: tuple[Over, ...]) -> SettingError | None:
        assert self.scene is not None
        try:
            trials_of(self.scene.experiment, overs, self.selected)
        except SettingError as error:
            return error
        return None

    @Slot(str)
    def _choose_across(self, name: str) -> None:
        assert self.scene is not None
        second = self.up.over
        kept = (second,) if second is not None and second.name != name else ()
        self.set_overs(usual_over(self.scene.experiment, name, 20 if kept else 25), *kept)

    @Slot(str)
    def _choose_up(self, name: str) -> None:
        assert self.scene is not None and self.across.over is not None
        more = () if name == NOTHING else (usual_over(self.scene.experiment, name, 12),)
        self.set_overs(self.across.over, *more)

    def _offer(self) -> None:
        self.across.offer(self._known)
        self.up.offer(self._known, self.across.over.name if self.across.over else "")

    def _space(self) -> None:
        for layout in (self._column, self._head):
            layout.setSpacing(px(SPACE_XS))
        self.progress.setFixedHeight(px(6))
        for button in (self.ready, self.more):
            button.setIconSize(QSize(px(16), px(16)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
