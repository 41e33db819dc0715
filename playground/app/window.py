"""The window: makes the parts, places them, connects them; nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QToolBar, QVBoxLayout, QWidget

from playground.app import background, settings, status
from playground.app.actions import fill_menus, make_actions
from playground.app.commands import Commands
from playground.app.documents import Documents
from playground.app.exports import Exports
from playground.app.first_paint import FirstPaint
from playground.app.format import number
from playground.app.layout import Docks
from playground.app.notice import Notice
from playground.app.panels.problem_panel import ProblemPanel
from playground.app.panels.runners_panel import RunnersPanel
from playground.app.player import Player
from playground.app.transport import Transport
from playground.app.view import Panel, Scene, View
from playground.app.views.surface_view import SurfaceView
from playground.lab.experiment import Experiment
from playground.lab.run import Run
from playground.lab.verdict import Verdict, verdict

if TYPE_CHECKING:
    from playground.app.panels.step_panel import StepPanel
    from playground.app.panels.stop_panel import StopPanel


class Window(QMainWindow):
    """One experiment on screen.

    The picture and the panels in front are there with the first paint; what is behind tabs or
    still empty (`complete`) follows at once, so that the window opens without waiting for it.
    """

    def __init__(
        self, experiment: Experiment, path: Path | None = None, keep_settings: bool = True
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self._keep_settings = keep_settings
        self._verdicts: WeakKeyDictionary[Run, tuple[int, Verdict]] = WeakKeyDictionary()
        self.player = Player(experiment, self)
        self.documents = Documents(self.player, self, path)
        self.exports = Exports(self)
        background.hold()
        self._make_views()
        self.commands = Commands(self)
        self.actions_by_name = make_actions(self, self.commands.handlers())
        self._place()
        self._connect()
        self._show_scene()
        self._show_title()
        FirstPaint(self.surface).happened.connect(self.complete)
        if path:
            self.documents.recent.add(path)

    def _make_views(self) -> None:
        self.surface = SurfaceView()
        self.step: StepPanel | None = None
        self.stop: StopPanel | None = None
        self.problem = ProblemPanel()
        self.runners = RunnersPanel()
        self.views: list[View] = [self.surface, self.problem, self.runners]

    def complete(self) -> None:
        """Make what can wait until the first picture is painted; once."""
        background.release()
        if self.step is not None:
            return
        from playground.app.panels.probe_panel import ProbePanel
        from playground.app.panels.step_panel import StepPanel
        from playground.app.panels.stop_panel import StopPanel
        from playground.app.views.run_chart import RunChart

        self.step, self.stop = StepPanel(), StopPanel()
        self.probe, self.chart = ProbePanel(), RunChart()
        later: dict[str, View] = {
            "step": self.step, "stop": self.stop, "probe": self.probe, "chart": self.chart
        }
        player = self.player
        for name, view in later.items():
            self.docks.fill(name, view)
            self.views.append(view)
            view.show_scene(self._scene(), player.cursor)
        self._connect_panel(self.stop)
        self.chart.hovered.connect(self._hover.setText)
        self.chart.cursor_requested.connect(self.commands.seek)
        self.probe.probe_moved.connect(lambda point, final: self.surface.set_probe(point))
        self.probe.displacement_changed.connect(self.surface.set_displacement)
        self.probe.probe_toggled.connect(self.commands.show_probe)
        self._show_words()

    def _place(self) -> None:
        self.notice = Notice()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.surface, stretch=1)
        self.setCentralWidget(middle)
        self.setDockNestingEnabled(True)
        self.docks = Docks(self, {
            "problem": ("Problem", self.problem), "runners": ("Runners", self.runners),
            "stop": ("Stop when", None), "step": ("This step", None),
            "probe": ("Which way is down?", None), "chart": ("The run", None),
        })
        self.transport = Transport(self.actions_by_name)
        bar = QToolBar("Transport")
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)  # without it nothing could be played by mouse
        bar.addWidget(self.transport)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        self._status, self._hover = QLabel(), QLabel()
        self._status.setMinimumWidth(1)  # a long line is cut, it never widens the window
        self._hover.setAccessibleName("Value under the pointer")
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().addPermanentWidget(self._hover)
        self.statusBar().setSizeGripEnabled(False)
        fill_menus(self.menuBar(), self.actions_by_name, {
            "recent": self._add_recent_menu, "docks": self.docks.fill_menu,
        })
        self.resize(1280, 720)
        self.docks.home()
        if self._keep_settings:
            settings.restore_window(self)

    def _connect(self) -> None:
        player, surface = self.player, self.surface
        player.experiment_changed.connect(self._show_scene)
        player.selected_changed.connect(self._show_scene)
        player.moved.connect(self._show_cursor)
        player.playing_changed.connect(self.commands.show_playing)
        player.speed_changed.connect(self.transport.show_speed)
        self.transport.sought.connect(self.commands.seek)
        self.transport.speed_chosen.connect(player.set_speed)
        self.transport.show_speed(player.speed)
        for panel in (self.problem, self.runners):
            self._connect_panel(panel)
        self.runners.selected.connect(player.select)
        surface.start_dragged.connect(self.commands.drag_start)
        surface.runner_clicked.connect(player.select)
        surface.probe_dragged.connect(self.commands.drag_probe)
        surface.hovered.connect(self._hover.setText)
        for teller in (self.documents, self.exports):
            teller.told.connect(self.tell)
        player.failed.connect(self.tell)
        self.documents.changed.connect(self._show_title)

    def _connect_panel(self, panel: Panel) -> None:
        panel.edited.connect(self.player.edit)
        panel.edit_done.connect(self.player.seal)

    def _scene(self) -> Scene:
        player = self.player
        return Scene(player.experiment, player.runs, player.selected)

    def tell(self, sentence: str, error: bool = True) -> None:
        """Say something above the picture (a failure) or in the status bar for a while."""
        if error:
            self.notice.tell(sentence)
        else:
            self.notice.hide()
            self.statusBar().showMessage(sentence, 6000)

    def verdict_of(self, run: Run) -> Verdict:
        """Why a run ended; judged once."""
        known = self._verdicts.get(run)
        if known is None or known[0] != run.last or known[1].kind == "running":
            known = self._verdicts[run] = (run.last, verdict(run, number))
        return known[1]

    def _show_scene(self) -> None:
        scene = self._scene()
        for view in self.views:
            view.show_scene(scene, self.player.cursor)
        self.commands.show_experiment()
        self._show_words()

    def _show_cursor(self, cursor: int) -> None:
        for view in self.views:
            view.show_cursor(cursor)
        self._show_words()

    def _show_words(self) -> None:
        player = self.player
        self.transport.show_cursor(player.cursor, player.last, player.finished)
        experiment, runs = player.experiment, player.runs
        verdicts = [self.verdict_of(run) for run in runs]
        if self.step is not None and self.stop is not None:
            self.stop.set_verdicts([v.sentence for v in verdicts])
            self.step.set_verdict(verdicts[player.selected].sentence if verdicts else "")
        text = status.status_text(
            experiment.runners, runs, player.cursor, self.verdict_of, player.selected
        )
        self._status.setText(text)
        self._status.setToolTip(text)

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.documents.title}[*]")
        self.setWindowModified(self.documents.unsaved)

    def _add_recent_menu(self, menu: QMenu) -> None:
        recent = menu.addMenu("Open &recent")
        recent.aboutToShow.connect(lambda: self.commands.fill_recent(recent))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.documents.open(paths[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_leave():
            event.ignore()
            return
        self.player.pause()
        if self._keep_settings:
            settings.keep(self)
        self.documents.close()
        self.exports.close()
        background.stop_all()
        event.accept()


