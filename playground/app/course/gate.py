"""What a lesson keeps from the hand and from the eye: the player's gate, and what views show of it.

Edits and runs go through the player, so that nothing goes around the gate.
"""

from __future__ import annotations

from playground.app.core.held import FREE, Held
from playground.app.core.main_window import MainWindow
from playground.app.core.mode import Mode
from playground.app.core.view import Prediction
from playground.app.course.page import Page
from playground.app.course.withheld import withheld
from playground.app.widgets.labels import capital
from playground.lab.course.locks import THINGS, refused
from playground.lab.course.session import Session
from playground.lab.experiments.experiment import Experiment

PUT = "Your point stands on the map. Drag it, or press “That is my prediction”."
HELD = "the scene stays as it is until the page with a goal of your own"


def held_of(session: Session | None) -> Held:
    """What is hidden, and what is locked with its reason."""
    if session is None:
        return FREE
    locks = session.lesson.locks
    fixed = dict.fromkeys(THINGS, f"{capital(HELD)}.") if session.holds_scene else {
        name: f"{capital(refused(name))}." for name in locks.fixed}
    return Held(frozenset(locks.hidden), fixed | withheld(session))


class Holding:
    """The half of the window that shows what is held; one at a time."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._mode: Mode | None = None

    def show(self, session: Session | None, mode: Mode) -> None:
        """Controls are hidden, or stand there with a lock and the reason; None gives all back."""
        if self._mode is not None and self._mode is not mode:
            self._mode.show_held(FREE)
        self._window.held = held = held_of(session)
        if held != FREE or self._mode is mode:
            mode.show_held(held)
        self._mode = mode if held != FREE else None

    def show_first(self, session: Session) -> None:
        """The same before the session's scene is shown, in the half that is about to show it.

        A half that is made for it holds from its first moment: what it has shown once is recorded.
        """
        half = self._window.modes.get(session.scene.problem.kind)
        if half is None:
            self._window.held = held_of(session)
        else:
            self.show(session, half)


def edit_refused(
    session: Session, page: Page | None, mode: Mode, before: Experiment, after: Experiment
) -> str:
    """Why the experiment may not become this one; a point on the map may be an answer."""
    if page is not None and page.takes_point and session.scene.problem.kind == "surface":
        moved = [
            b.start for a, b in zip(before.runners, after.runners, strict=False)
            if a.start != b.start
        ]
        if moved and moved[0] is not None and len(before.runners) == len(after.runners):
            page.put_point(float(f"{moved[0][0]:.3g}"), float(f"{moved[0][1]:.3g}"))
            point = (float(moved[0][0]), float(moved[0][1]))
            mode.show_prediction(Prediction("point", point, None, given=False))
            return PUT
    if session.holds_scene:
        return HELD
    return session.lesson.locks.refusal(session.scene, after)
