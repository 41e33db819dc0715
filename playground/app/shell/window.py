"""The window: makes the parts, places them, connects them; nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QEvent, QRect, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.actions import Actions, corner
from playground.app.core.held import FREE
from playground.app.core.mode import Mode
from playground.app.core.player import WORDS, Player
from playground.app.core.view import Scene
from playground.app.documents.documents import Documents
from playground.app.documents.exports import Exports
from playground.app.look import preferences as settings
from playground.app.look.style import SPACE_S, SPACE_XS, style
from playground.app.shell import first_size, focus_order
from playground.app.shell import status_line as status
from playground.app.shell.actions import MENUS
from playground.app.shell.base_window import BaseWindow
from playground.app.shell.commands import Commands
from playground.app.shell.first_paint import FirstPaint
from playground.app.shell.mode_registry import make_mode
from playground.app.shell.notice import Notice
from playground.app.shell.teachers import Teachers
from playground.app.shell.transport import Transport
from playground.app.text.numbers import grouped, number
from playground.app.widgets.error_line import ElidedLabel
from playground.app.widgets.steady import Steady
from playground.app.work import background
from playground.lab.experiments.experiment import Experiment
from playground.lab.runs.run import Run
from playground.lab.verdicts.surface import Verdict, verdict


class Window(BaseWindow):
    """The half that is on screen: an experiment on a surface, or with a network.

    The picture and the panels in front are there with the first paint; what is behind tabs or
    still empty follows at once (`Mode.complete`), so that the window opens without waiting for it.
    """

    def __init__(
        self, experiment: Experiment, path: Path | None = None, keep_settings: bool = True
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAcceptDrops(True)
        background.hold()
        self._keep_settings = keep_settings
        self.verdicts: WeakKeyDictionary[Run, tuple[int, Verdict]] = WeakKeyDictionary()
        self.modes = {}
        self._layouts: dict[str, QByteArray] = {}
        self.player = Player(experiment, self)
        self.documents = Documents(self.player, self, path)
        self.exports = Exports(self)
        self.teachers = Teachers(self)
        self.failures = None  # a test's window leaves them to the test
        self.commands = Commands(self, self.teachers)
        self.menus = Actions(self, MENUS, self.commands)
        self.actions_by_name = self.menus.by_name
        self._place()
        self._show_mode()
        self._connect()
        self._show_scene()
        self._show_title()
        self.first_paint = FirstPaint(self.mode.picture)
        self.first_paint.happened.connect(self.complete)
        if path:
            self.documents.recent.add(path)

    def _place(self) -> None:
        self.notice = Notice()
        self._pictures = QStackedWidget()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self._pictures, stretch=1)
        self.setCentralWidget(middle)
        self.setDockNestingEnabled(True)
        self.transport = Transport(self.actions_by_name)
        bar = QToolBar("Transport")
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)  # without it nothing could be played by mouse
        bar.addWidget(self.transport)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        self.status_line, self._hover = ElidedLabel(), QLabel()
        self.status_line.setContentsMargins(SPACE_S, 0, 0, SPACE_XS)
        self._hover.setContentsMargins(0, 0, SPACE_S, SPACE_XS)
        self._hover.setAccessibleName("Value under the pointer")
        self.statusBar().addWidget(Steady(self.status_line), 1)
        self.statusBar().addPermanentWidget(self._hover)
        self.statusBar().setSizeGripEnabled(False)
        self.menus.fill(self.menuBar())
        corner_actions = ("show_surface", "show_network", "dark")
        self.switches = corner([self.actions_by_name[name] for name in corner_actions])
        self.menuBar().setCornerWidget(self.switches)  # which does not take it over
        self.resize(first_size.USUAL)
        if self._keep_settings:
            first_size.fit(self, self.screen().availableGeometry())

    def _connect(self) -> None:
        player = self.player
        player.experiment_changed.connect(self._show_scene)
        player.selected_changed.connect(self._show_scene)
        player.moved.connect(self._show_cursor)
        player.playing_changed.connect(self.menus.refresh)
        player.playing_changed.connect(self._show_words)
        player.speed_changed.connect(self.transport.show_speed)
        style.changed.connect(self.menus.refresh)
        self.transport.sought.connect(self.commands.seek)
        self.transport.speed_chosen.connect(player.set_speed)
        self.transport.show_speed(player.speed)
        for teller in (self.documents, self.exports):
            teller.told.connect(self.tell)
        player.failed.connect(self.tell)
        self.documents.lesson_asked.connect(self.teachers.begin_lesson)
        self.documents.warned.connect(partial(self.notice.tell, error=False))
        self.documents.changed.connect(self._show_title)
        self.documents.opening.connect(self._show_opening)

    def complete(self) -> None:
        """Make what could wait until the first picture was painted."""
        self._complete(self.mode)
        self._show_words()
        if self._keep_settings:
            self.teachers.start(self.documents.restore_after_crash)

    def tell(self, sentence: str, error: bool = True) -> None:
        """Say something above the picture (a failure) or in the status bar for a while."""
        if error:
            self.notice.tell(sentence)
        else:
            self.notice.hide()
            self.statusBar().showMessage(sentence, 6000)

    def landmark(self, name: str) -> tuple[QWidget, QRect]:
        """Where the play buttons are, or the switch between surface and network."""
        if name == "play":
            widget: QWidget = self.transport
            buttons = list(self.transport.buttons[1:4])
        else:
            widget = self.switches
            buttons = self.switches.findChildren(QToolButton)[:2]
        return widget, buttons[0].geometry().united(buttons[-1].geometry())

    def _show_opening(self, sentence: str) -> None:
        """How far a large file is, with a way to leave it."""
        if sentence:
            self.notice.wait(sentence, self.documents.cancel_opening)
        else:
            self.notice.waited()

    def verdict_of(self, run: Run) -> Verdict:
        """Why a run ended; judged once."""
        known = self.verdicts.get(run)
        if known is None or known[0] != run.last or known[1].kind == "running":
            known = self.verdicts[run] = (run.last, verdict(run, number, grouped))
        return known[1]

    def _show_mode(self) -> None:
        """Bring the picture and the panels of this kind of problem to the front."""
        kind = self.player.experiment.problem.kind
        current = getattr(self, "mode", None)
        if current is not None and current.kind == kind:
            return
        if current is not None:
            self._layouts[current.kind] = self.saveState()
            current.docks.put_away()
        if kind in self.modes:
            self.mode = self.modes[kind]
            self.restoreState(self._layouts[kind])
            self.mode.docks.widths.follow()
        else:
            with style.many():
                self.mode = self._make_mode(kind)
        self._pictures.setCurrentWidget(self.mode.middle)
        if current is not None:
            self._complete(self.mode)

    def _complete(self, mode: Mode) -> None:
        if not mode.is_complete:
            with style.many():
                mode.complete()

    def _make_mode(self, kind: str) -> Mode:
        """The mode for a kind of problem, its panels at home or where they were left."""
        mode = self.modes[kind] = make_mode(kind, self, self.player)
        if self.held != FREE:
            mode.show_held(self.held)
        mode.say = self._hover.setText
        mode.save_picture = self.exports.picture
        self._pictures.addWidget(mode.middle)
        mode.docks.home()
        if self._keep_settings and settings.restore_window(self, kind):
            mode.docks.widths.restored()
        return mode

    def _show_scene(self) -> None:
        self._show_mode()
        player = self.player
        self.mode.show_scene(Scene(player.experiment, player.runs, player.selected), player.cursor)
        self.menus.refresh()
        self._show_words()

    def _show_cursor(self, cursor: int) -> None:
        self.mode.show_cursor(cursor)
        # No eye follows words that change with every frame of a race.
        if not self.player.racing or self.player.phase == WORDS:
            self._show_words()

    def _show_words(self) -> None:
        player = self.player
        self.transport.show_cursor(player.cursor, player.last, player.finished)
        experiment, runs = player.experiment, player.runs
        self.mode.judge([self.verdict_of(run) for run in runs])
        said = status.status_of(
            experiment.runners, runs, player.cursor, self.verdict_of, player.selected
        )
        self.status_line.setText(said.text)
        self.status_line.setToolTip(said.tip)

    def _show_title(self) -> None:
        path = self.documents.path
        self.setWindowTitle(f"{self.documents.title}[*]" + (f" – {path.name}" if path else ""))
        if self.isWindowModified() != self.documents.unsaved:  # all widgets hear of it
            self.setWindowModified(self.documents.unsaved)

    def createPopupMenu(self) -> QMenu:
        """What a right click on a title bar or the transport offers: this half's panels."""
        menu = QMenu(self)
        self.commands.fill_panels(menu)
        return menu

    def focusNextPrevChild(self, forward: bool) -> bool:
        return focus_order.move(self, forward)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange and hasattr(self, "mode"):
            self.verdicts.clear()  # their sentences have numbers in them
            self._show_words()
            self.transport.show_speed(self.player.speed)
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt takes the first button, and Space would press it
            self.mode.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.commands.open_path(Path(paths[0]))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self.documents.may_leave() and self.teachers.may_close()):
            event.ignore()
            return
        self.player.pause()
        self.teachers.close_course()
        if self._keep_settings:
            settings.keep(self, self.mode.kind)
        self.documents.close()
        self.teachers.close()
        self.exports.close()
        background.stop_all()
        event.accept()
