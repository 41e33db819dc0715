"""The course and the window: which lesson is on, what it shows, what it holds fast.

A lesson's panel stands in place of the panels on the left. The lesson is the player's gate: edits
and runs go through the player, so that nothing goes around it. Leaving is always possible.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from playground.app.core.main_window import MainWindow
from playground.app.course import hand_in
from playground.app.course.author import Author
from playground.app.course.gate import PUT, Holding, edit_refused
from playground.app.course.home import Listed
from playground.app.course.lesson_run import LessonRun
from playground.app.course.own_gradient import OwnGradient
from playground.app.course.panel import LessonPanel
from playground.app.course.predictions import prediction_shown
from playground.app.course.stand import Stand
from playground.app.docks.dock import Dock
from playground.app.work import background
from playground.app.work.daemon_work import within
from playground.lab.course.found import course_folder, known_lessons, lesson_files
from playground.lab.course.lesson import Do, Goal, LessonStep
from playground.lab.course.locks import Locks
from playground.lab.course.progress import forget, keep, kept, last_used, summary
from playground.lab.course.quiz import Kind, quiz_of
from playground.lab.course.reader import at_line, read_lesson
from playground.lab.course.session import Session
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError

CHANGED = "This lesson has changed since you were in it: your answers are kept and marked anew."
CHART = "chart:loss:risk:updates:linear"
"""The chart as a scene begins with it, whatever was looked at before: of a surface the loss, of a
network the risk."""
FOLDERS_S = 2.0
"""Seconds that a teacher's folders may take to answer."""


class Course(QObject):
    """One a window; made when it is first asked for.

    `show_scene(experiment, ask)` shows an experiment in the window; False if what is there stays.
    `let_go()` says that what is on screen is the lesson's and need not be saved.
    """

    def __init__(
        self, window: MainWindow, show_scene: Callable[[Experiment, bool], bool],
        let_go: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._show_scene, self._let_go = window, show_scene, let_go
        self.player = window.player
        self.session: Session | None = None
        self.path: Path | None = None
        self._alone: list[Path] = []  # lessons that are not the program's
        self._scene = ""
        self._anew = False  # whether the scene has just been shown, at its start
        self._holding, self._runs = Holding(window), LessonRun(window.player)
        self._scene_is_own = False  # whether what is on screen is the lesson's, and nobody's work
        self._own = False  # whether the document that is being opened is the lesson's
        self._told: str = ""
        self.panel = LessonPanel()
        self.dock = Dock("Lesson", "Lesson", window)
        self.dock.setObjectName("course")
        self.dock.setWidget(self.panel)
        self.dock.hide()
        self.stand = Stand(window, self.dock)
        self._connect()

    def _connect(self) -> None:
        panel, player = self.panel, self.player
        panel.home.opened.connect(self.begin)
        panel.home.anew.connect(lambda path: self.begin(path, anew=True))
        panel.home.hand_in_asked.connect(self._hand_in)
        panel.home.forget_asked.connect(self._forget)
        panel.moved.connect(self._show_step)
        panel.answered.connect(self._answered)
        panel.run_asked.connect(self._run)
        panel.left.connect(self.leave)
        panel.listed.connect(self.show_list)
        panel.controls_asked.connect(self._show_controls)
        player.refused.connect(self._refused)
        player.moved.connect(self._moved)
        player.playing_changed.connect(lambda _: self._moved())
        player.experiment_changed.connect(self._changed)
        player.opening.connect(self._opening)
        self.dock.visibilityChanged.connect(self._closed)

    # the list

    @Slot()
    def show_list(self) -> None:
        """All lessons, with how far one is in each; a lesson that is on ends."""
        if self.session is not None:
            self._end()
        self.stand.controls = False
        self.stand.take_place()
        listed = self.listed()
        chosen = self.path or _last_path(listed)
        self.panel.home.show_lessons(listed, chosen, self.path in self._alone)
        self.panel.show_home()

    def listed(self) -> list[Listed]:
        """The lessons that come with the program, those of a teacher, and what was opened alone."""
        own = lesson_files(course_folder())

        def others() -> list[Listed]:
            return [_listed(path) for path in known_lessons() if path not in own]

        # A teacher's folder may be a share that does not answer: the window does not wait for it.
        nothing: list[Listed] = []
        found = [*map(_listed, own), *within(others, nothing, FOLDERS_S)]
        known = {one.path for one in found}
        return found + [_listed(path) for path in self._alone if path not in known]

    # a lesson begins and ends

    @Slot(Path)
    def begin(self, path: Path, anew: bool = False) -> None:
        """Open a lesson where it was left, or from its first page."""
        try:
            lesson = read_lesson(path)
        except FileProblemError as error:
            self._window.tell(str(error))
            return
        pupil = ""
        if lesson.vary.get("seed") == "pupil" or (lesson.vary and "seed" not in lesson.vary):
            pupil = hand_in.pupil_name() or hand_in.ask_name(
                self._window, "Your name or number: the lesson's numbers are drawn from it."
            ) or ""
        if anew:
            forget(lesson.id)
        session = Session(lesson, pupil, kept(lesson))
        self.stand.controls = False
        self.stand.take_place()
        self.panel.show_waiting(f"Opening “{lesson.title}”…")
        background.shared().submit(
            "lesson", session.key.check, lambda _: self._begun(path, session),
            lambda error: self._broken(path, error),
        )

    def quiz(self, kind: Kind) -> None:
        """Questions about the experiment on screen, at the step that is looked at."""
        player = self.player
        runner, run = player.runner, player.run
        if runner is None or run is None:
            return
        theta = run[min(player.cursor, run.last)].theta
        seed = secrets.randbelow(2**31) if kind == "new" else 0
        try:
            lesson = quiz_of(player.experiment, runner, theta, kind, seed)
        except ValueError as error:
            self._window.tell(f"No quiz: {error}")
            return
        session = Session(lesson)
        self.stand.take_place()
        self.panel.show_waiting("Preparing the questions…")
        background.shared().submit(
            "lesson", session.key.check,
            lambda _: self._begun(None, session, shown=kind != "new"),
            lambda error: self._broken(Path("quiz"), error),
        )

    @cached_property
    def own_gradient(self) -> OwnGradient:
        """The window in which one's own gradient is compared."""
        return OwnGradient(self.player, self._window)

    @cached_property
    def author(self) -> Author:
        """The window in which a lesson is written."""
        made = Author(self.player, self._window)
        made.tried.connect(lambda path: self.begin(path, anew=True))
        return made

    def _broken(self, path: Path, error: Exception) -> None:
        if not isinstance(error, BadInputError):
            raise error
        self._window.tell(str(at_line(path, error)))
        self.show_list()

    def _begun(self, path: Path | None, session: Session, shown: bool = False) -> None:
        """The key is there: show the lesson's scene (unless it is `shown`), and its page."""
        if not isValid(self.dock):
            return
        self.session = None
        self.player.gate = None
        self._scene = ""
        self._scene_is_own = not shown
        if not shown and not self._open_scene(session, ask=True):
            self._holding.show(None, self._window.mode)
            self.show_list()
            return
        self.session, self.path = session, path
        own = lesson_files(course_folder())
        if path is not None and path not in own and path not in self._alone:
            self._alone.append(path)  # by a double click: it is to be handed in as well
        self.player.gate = self
        self._window.mode.complete()  # all that may be held is there
        self.panel.show_session(session)
        self._show_step()
        if session.progress.changed:
            self._window.tell(CHANGED, False)
        self._keep()

    def _open_scene(self, session: Session, ask: bool) -> bool:
        self._holding.show_first(session)
        if session.unpredicted():
            self.player.forget_runs()  # a chart shows all that is recorded
        self._own = True
        size = self._window.size()
        try:
            shown = self._show_scene(session.scene, ask)
        finally:
            self._own = False
        if shown:
            self._scene, self._anew = session.scene_name, True
            self.stand.take_place()
            self.stand.keep_size(size)
        return shown

    @Slot()
    def leave(self) -> None:
        """Leave the lesson, or the list; everything can be changed again."""
        self._end()
        self.stand.leave()
        self._window.mode.picture.setFocus()

    def _end(self) -> None:
        self._keep()
        self.session = None
        self.player.gate = None
        self._holding.show(self.session, self._window.mode)
        self._window.mode.show_prediction(None)

    @Slot(bool)
    def _closed(self, visible: bool) -> None:
        """The dock's own cross leaves as well."""
        if not visible and self.session is not None and self.dock.isHidden():
            self.leave()

    @Slot(object)
    def _opening(self, _: object) -> None:
        """Another document comes: the lesson is left."""
        if not self._own and self.session is not None:
            self.session_left()

    def session_left(self) -> None:
        """Something else was opened: the lesson is kept, and its panel goes."""
        left, kept = self.session, self.path is not None
        self._end()
        self.stand.leave()
        if left is not None:
            title = left.lesson.title
            self._window.tell(
                f"The lesson “{title}” was left. File > Course… goes on with it."
                if kept else f"“{title}” was left.", error=False,
            )

    def may_close(self) -> bool:
        """Whether the window may close: a lesson that is being written is saved, or may go."""
        return "author" not in self.__dict__ or self.author.may_leave()

    def close(self) -> None:
        """The window closes: what it keeps of its layout is its own."""
        for name in ("author", "own_gradient"):
            if name in self.__dict__:
                getattr(self, name).close()
        if not self.dock.isHidden():
            self.leave()

    @Slot(bool)
    def _show_controls(self, on: bool) -> None:
        """The panels on the left, above the lesson's, or no longer."""
        locks = self.session.lesson.locks if self.session is not None else Locks()
        # A goal needs the room for what one may change.
        step = self.session.step if self.session is not None else None
        away = locks.closed if isinstance(step, Goal) else locks.hidden
        needed = _needed(step) if isinstance(step, Goal) else []
        self.stand.show_controls(on, away, needed, self.panel.wanted_height)
        if step is not None and not on:
            self._show_beside(step)

    def _show_beside(self, step: LessonStep) -> None:
        """What a page names of the panels in whose place the lesson stands."""
        if not self.stand.controls and not isinstance(step, Goal):
            names = [shown.partition(":")[0] for shown in step.show]
            self.stand.show_beside(names, self.panel.wanted_height)

    # a page

    @Slot()
    def _show_step(self) -> None:
        """What belongs to the page that is on screen: its scene, panels, predictions."""
        session = self.session
        if session is None:
            return
        if session.scene_name != self._scene or (
            session.holds_scene and self.player.experiment != session.scene
        ):
            self._open_scene(session, ask=False)
            self.panel.take_focus()  # a new scene took it
        step = session.step
        self._window.statusBar().clearMessage()
        if self._anew:
            self._runs.take_up(session)
        self._runs.look_at(session)
        anew, self._anew = self._anew, False
        self._holding.show(self.session, self._window.mode)
        self._changed()
        wants_controls = isinstance(step, Goal) and self.stand.has_controls(_needed(step))
        if self.panel.controls_button.isChecked() != wants_controls:
            self.panel.controls_button.setChecked(wants_controls)
        if anew:
            self._show_panels_before(session)
        self._show_panels(step)
        self._draw_predictions()
        self._keep()

    def _show_panels_before(self, session: Session) -> None:
        """What a scene's pages up to here have put in front, after the scene's own picture.

        A lesson's pictures are its own, not those that the one before has left.
        """
        for row in self._window.mode.docks.right_rows:
            self._window.mode.bring(row[0])
        pictures = ("surface", "network", "landscape")
        before = session.shown_before()
        middle = [name for name in before if name.partition(":")[0] in pictures]
        panels = [name for name in before if name not in middle]
        for shown in (*[session.scene.problem.kind, *middle][-1:], CHART, *panels):
            name, *ways = shown.split(":")
            self._window.mode.bring(name, ways)

    def _show_panels(self, step: LessonStep) -> None:
        for shown in step.show[::-1]:
            name, *ways = shown.split(":")
            self._window.mode.bring(name, ways)
        self._show_beside(step)
        kind, _, rest = ("" if isinstance(step, Do) else step.point).partition(":")
        place = rest.partition(".")[0]
        if kind == "runner" and place.isdigit():
            self.player.select(int(place))

    @Slot()
    def _run(self) -> None:
        session = self.session
        if session is None or not isinstance(session.step, Do):
            return
        step = session.step
        self._runs.begin(session, step)
        if step.run == "0":
            self._let_run_go(session)
        self._moved()

    @Slot()
    def _moved(self, _: int = 0) -> None:
        """Has the run that a page waits for come to its end?"""
        session = self.session
        if session is None:
            return
        step = session.step
        if not isinstance(step, Do) or not step.run or session.place in session.progress.done:
            return
        if self._runs.is_there(step):
            self._let_run_go(session)

    def _let_run_go(self, session: Session) -> None:
        session.let_go()
        self.panel.show_run()
        self._draw_predictions()
        self._keep()

    def _draw_predictions(self) -> None:
        """In the axes of the picture or the chart: what was predicted, and what it was."""
        shown = None if self.session is None else prediction_shown(self.session)
        self._window.mode.show_prediction(shown)

    # the gate

    def edit_refused(self, after: Experiment) -> str:
        """Why the experiment may not become this one; "" if it may."""
        if self.session is None:
            return ""
        mode, before = self._window.mode, self.player.experiment
        return edit_refused(self.session, self.panel.page, mode, before, after)

    def run_refused(self) -> str:
        """Why nothing may run now."""
        return "" if self.session is None else self.session.why_not_run()

    @Slot(str)
    def _refused(self, reason: str) -> None:
        self._window.tell(f"{reason[:1].upper()}{reason[1:]}", False)
        self.panel.refuse(reason, locked=reason != PUT)

    # what is kept

    @Slot()
    def _answered(self) -> None:
        self._draw_predictions()
        self._holding.show(self.session, self._window.mode)
        self._keep()

    @Slot()
    def _changed(self) -> None:
        """Another recipe: is a goal reached?"""
        self.stand.follow()
        if self.session is not None and self._scene_is_own:
            self._let_go()
        page = self.panel.page
        if self.session is not None and page is not None and not self._own:
            self.panel.describe_locks()  # what was refused before is past
            page.show_goal(self.player.experiment)

    def _keep(self) -> None:
        session = self.session
        if session is None or self.path is None:
            return  # a quiz is not kept
        try:
            keep(session.lesson, session.progress, session.score, session.pupil)
        except FileProblemError as error:
            if self._told != str(error):
                self._told = str(error)
                self._window.tell(f"Your progress cannot be kept: {error}")

    @Slot(Path)
    def _hand_in(self, path: Path) -> None:
        try:
            lesson = read_lesson(path)
            session = Session(lesson, hand_in.pupil_name() if lesson.vary else "", kept(lesson))
            said = hand_in.hand_in(self._window, session)
        except FileProblemError as error:
            self._window.tell(str(error))
            return
        if said:
            self._window.tell(said, False)

    @Slot()
    def _forget(self) -> None:
        said = hand_in.forget_all(self._window)
        if said is not None:
            self._window.tell(said, "cannot" in said)
            self.panel.home.show_lessons(self.listed())


def _needed(goal: Goal) -> list[str]:
    """The panels that one needs for a goal; where it names none, those of the runners."""
    return [name.partition(":")[0] for name in goal.show or ("runners",)]


def _last_path(listed: list[Listed]) -> Path | None:
    """The lesson that one was in last."""
    paths = {one.lesson.id: one.path for one in listed if one.lesson is not None}
    return paths.get(last_used(paths))


def _listed(path: Path) -> Listed:
    """A lesson for the list, or why it cannot be opened."""
    try:
        lesson = read_lesson(path)
    except FileProblemError as error:
        return Listed(path, None, str(error), None)
    return Listed(path, lesson, "", summary(lesson.id))
