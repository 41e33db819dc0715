"""The run of a lesson's page: begun, seen to have ended, and gone back to after a break."""

from __future__ import annotations

from playground.app.core.player import SPEEDS, Player
from playground.app.look.preferences import preferences
from playground.lab.course.lesson import Do, Goal, Question, Say
from playground.lab.course.session import Session

SECONDS = 4.0
"""About so long a run of a lesson is played."""
TO_THE_END = ("converged", "end")


class LessonRun:
    """Moves the player as a lesson's pages say."""

    def __init__(self, player: Player) -> None:
        self._player = player

    def begin(self, session: Session, step: Do) -> None:
        """The page's run: played in a few seconds, or jumped to with reduced motion."""
        player = self._player
        if step.run not in TO_THE_END:
            player.to_start()
            player.go_to(int(step.run))
        elif preferences.reduced_motion:
            player.to_end()
        else:
            player.to_start()
            wanted = session.key.longest(session.scene_name) / SECONDS
            fast = [i for i, speed in enumerate(SPEEDS) if speed >= wanted]
            player.set_speed(fast[0] if fast else len(SPEEDS) - 1)
            player.play()

    def is_there(self, step: Do) -> bool:
        """Whether the cursor has come as far as the page's run is to come."""
        player = self._player
        ended = player.finished and player.cursor >= player.last
        there = ended if step.run in TO_THE_END else ended or player.cursor >= int(step.run)
        return there and bool(player.runs) and player.cursor > 0

    def look_at(self, session: Session) -> None:
        """The cursor goes where the page looks, as far as a run may be looked at."""
        step = session.step
        if isinstance(step, Goal):
            player = self._player
            ended = player.finished and player.cursor >= player.last
            if "run[" not in step.reached or not ended:
                player.to_start()  # within a run a change would hold from there on only
            return
        at = step.at if isinstance(step, (Say, Question)) else ""
        if at == "0":
            self._player.to_start()
        elif at and not session.why_not_run():
            self._player.pause()
            if at == "end":
                self._player.to_end()
            else:
                self._player.go_to(int(at))

    def take_up(self, session: Session) -> None:
        """A scene that is shown anew stands where its run had been let to."""
        done = _last_done(session)
        if session.why_not_run() or done is None:
            return
        if done.run in TO_THE_END:
            self._player.to_end()
        else:
            self._player.go_to(int(done.run))


def _last_done(session: Session) -> Do | None:
    """The last run up to this page that was done in this page's scene."""
    name, found = "", None
    for place, step in enumerate(session.lesson.steps[: session.place + 1]):
        if isinstance(step, Do):
            name = step.scene if step.scene is not None else name
            if step.run and place in session.progress.done and name == session.scene_name:
                found = step
    return found
