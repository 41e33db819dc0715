"""One page of a lesson: its text, and what there is to do on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from playground.app.course.fields import Entry, entry_for
from playground.app.course.reveal import RevealCard
from playground.app.course.rich_text import RichText, read_aloud
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_M, px, set_role
from playground.app.text.numbers import number
from playground.app.text.run_state import ENDS
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.wrap_row import WrapRow
from playground.lab.course.lesson import Do, Goal, Question, Say
from playground.lab.course.marking import ANSWER_SHOWN, Mark
from playground.lab.course.session import Session
from playground.lab.experiments.experiment import Experiment

HINTS = ("formula", "where to look", "numbers", "answer")


class Page(QWidget):
    """The step that is on screen of a session.

    `run_asked` wants the run of this page; `changed` says that something was answered, predicted
    or hinted; `pointed(question)` that a point may be put on the map.
    """

    run_asked = Signal()
    changed = Signal()
    forward = Signal()
    told = Signal(QWidget)
    """Something new is to be read: it is to be in sight."""
    finished = Signal()
    """What is to be done here was done: the way on is next."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.step = session, session.step
        self.entry: Entry | None = None
        self._right_as_it_is = False
        self._new: tuple[QWidget, ...] = ()
        self._icon = ""
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(px(SPACE_M))
        self.text = RichText()
        self.reveals = QVBoxLayout()
        self.error = ErrorLine()
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.say = RichText()
        self.hints = RichText()
        self.buttons = WrapRow()
        self.main = QPushButton()
        set_role(self.main, "primary")
        self.hint_button = QPushButton()
        for button in (self.main, self.hint_button):
            button.setAutoDefault(True)  # Enter presses it, too
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        self.rows.addLayout(self.reveals)
        self.rows.addWidget(self.text)
        step = self.step
        if isinstance(step, Question):
            self.entry = entry_for(step, self.session.shape(step), self._shown_numbers(step))
            self.entry.entered.connect(self.act)
            self.entry.changed.connect(self._edited)
            self.rows.addWidget(self.entry)
        self.rows.addWidget(self.error)
        self.buttons.addWidget(self.main)
        self.buttons.addWidget(self.hint_button)
        if not isinstance(step, Goal):  # there how far one is comes first: it is to be in sight
            self.rows.addLayout(self.buttons)
        self.rows.addWidget(self.verdict)
        self.rows.addWidget(self.say)
        if isinstance(step, Goal):
            self.rows.addLayout(self.buttons)
        self.rows.addWidget(self.hints)
        self.rows.addStretch(1)
        self.main.clicked.connect(self.act)
        self.hint_button.clicked.connect(self.hint)

    def _shown_numbers(self, question: Question) -> dict[int, float] | None:
        """The entries of a matrix that are shown, not asked for."""
        if question.blanks is None:
            return None
        right = np.ravel(np.asarray(self.session.key.right(question), dtype=float))
        return {i: float(v) for i, v in enumerate(right) if i not in question.blanks}

    def _show(self) -> None:
        """The page as it stands, with what was answered before."""
        step = self.step
        self.verdict.hide()
        self.say.hide()
        self.hints.hide()
        self.main.hide()
        self.hint_button.hide()
        self.show_reveals()
        if isinstance(step, Say):
            self.text.set_text(step.text)
        elif isinstance(step, Do):
            self._show_run(step)
        elif isinstance(step, Goal):
            self.text.set_text(f"**A goal of your own.** {step.text}")
            self._show_hints()
        elif step.kind == "predict":
            self._show_prediction(step)
        else:
            self._show_question(step)

    def show_reveals(self) -> None:
        """What was predicted and what it was, above the page that follows the run."""
        while self.reveals.count():
            item = self.reveals.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        if self.session.is_reveal:
            for reveal in self.session.reveals_here():
                self.reveals.addWidget(RevealCard(reveal))

    def _show_run(self, step: Do) -> None:
        title = self.session.scene.title
        another = f"Another scene is on screen now: **{title or 'untitled'}**."
        self.text.set_text(step.text or ("Let it run." if step.run else another))
        self.main.setVisible(bool(step.run))
        self.main.setText("Run" if step.run in ("converged", "end") else f"Run {step.run}")
        words = {"0": "Look", "1": "One step"}
        self.main.setText(words.get(step.run, self.main.text()))
        self._icon = "eye" if step.run == "0" else "play"
        reason = self.session.why_not_run()
        self.main.setEnabled(not reason)
        self.main.setToolTip(reason or "Let it run on the right (Enter).")

    def _show_prediction(self, step: Question) -> None:
        assert self.entry is not None
        self.text.set_text(f"**Predict.** {step.text}")
        self.main.setVisible(True)
        given = self.session.prediction(step)
        self.main.setText("That is my prediction")
        self.main.setEnabled(given is None)
        typed = self.session.typed(step)
        if given is None and typed is not None:
            self.entry.show_given(typed)
        if given is not None:
            self.entry.show_given(given)
            self.entry.set_locked(True)
            self._tell("", f"Your prediction is kept.{self._next(step)}")

    def _next(self, step: Question) -> str:
        """What comes after a prediction that was given."""
        if step not in self.session.waiting():
            return ""  # its run was let go
        more = len(self.session.unpredicted())
        if more:
            one = "one more prediction" if more == 1 else f"{more} more predictions"
            return f" The run waits for {one}."
        return " Now let it run, and see."

    def _show_question(self, step: Question) -> None:
        assert self.entry is not None
        self.text.set_text(step.text)
        self.main.setVisible(True)
        self.main.setText("Check" if step.answer is not None else "Keep")
        given, typed = self.session.given(step), self.session.typed(step)
        if typed is not None:
            self.entry.show_given(typed)
        found = self.session.last.get(step.id)
        if found is not None and typed == given:  # what is said is about what stands there
            self._show_mark(found)
        self._show_hints()

    def _show_hints(self) -> None:
        step = self.step
        assert isinstance(step, (Question, Goal))
        taken = self.session.hints_of(step)
        total = len(step.hints)
        self.hint_button.setVisible(bool(total))
        self.hint_button.setEnabled(len(taken) < total)
        self.hint_button.setText(f"Hint {min(len(taken) + 1, total)} of {total}")
        what = HINTS[len(taken)] if total == len(HINTS) and len(taken) < total else "next"
        costs = len(taken) + 1 >= ANSWER_SHOWN and total >= ANSWER_SHOWN
        self.hint_button.setToolTip(
            "Shows the answer; the question then brings no points." if costs
            else f"The {what} hint; it costs nothing." if what != "next" else "The next hint."
        )
        self.hints.setVisible(bool(taken))
        self.hints.set_text("\n\n".join(f"*{i}.* {hint}" for i, hint in enumerate(taken, 1)))

    def put_point(self, x: float, y: float) -> None:
        """A point was put on the map: it stands in the fields."""
        if self.entry is not None and self.entry.isEnabled():
            self.entry.show_given([x, y])
            self._edited()

    def set_primary(self, on: bool) -> None:
        """Whether the main button is what is to be done next."""
        set_role(self.main, "primary" if on else "")
        if self._icon:
            self.main.setIcon(icon(self._icon, "on_accent" if on else "text"))

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to be done here but to go on."""
        step = self.step
        if isinstance(step, Question) and step.kind != "predict":
            return step.answer is None or self.session.solved(step)
        if isinstance(step, Goal):
            return self.session.place in self.session.progress.done
        if isinstance(step, Do):
            return not step.run or self.session.place in self.session.progress.done
        return not isinstance(step, Question) or self.session.predicted(step)

    @property
    def takes_point(self) -> bool:
        """Whether a point on the map is an answer here."""
        step = self.step
        return isinstance(step, Question) and step.type == "point" and not (
            step.kind == "predict" and self.session.predicted(step)
        )

    @Slot()
    def _edited(self) -> None:
        self.error.set_error("")
        self._right_as_it_is = False
        self._new = ()
        if self.entry is not None:
            self.entry.set_right(None)
            if isinstance(self.step, Question):
                self.session.draft(self.step, self.entry.given())

    @Slot()
    def act(self) -> None:
        """What Enter does: run, predict, or check."""
        step = self.step
        if isinstance(step, Do):
            if step.run and not self.session.why_not_run():
                self.run_asked.emit()
        elif isinstance(step, Question) and self.entry is not None:
            if step.kind == "predict":
                self._predict(step)
            else:
                self._check(step)

    def _predict(self, step: Question) -> None:
        assert self.entry is not None
        problem = self.entry.unread()[1] or self.session.predict(step, self.entry.given())
        if problem:
            self._refuse(problem)
            return
        self.error.set_error("")
        self._show_prediction(step)
        self.changed.emit()
        self._bring_in_sight(self.verdict)
        QTimer.singleShot(0, self, self.finished.emit)

    def _check(self, step: Question) -> None:
        assert self.entry is not None
        given = self.entry.given()
        if self._right_as_it_is:
            self.forward.emit()  # Enter once more goes on
            return
        found = self.session.answer(step, given)
        if found.problem:
            self._refuse(self.entry.unread()[1] or found.problem)
            return
        self.error.set_error("")
        self._show_mark(found)
        self._right_as_it_is = found.correct
        self.changed.emit()
        if found.correct or step.answer is None:
            QTimer.singleShot(0, self, self.finished.emit)
        else:
            QTimer.singleShot(0, self, self.focus_wrong)
        self._bring_in_sight(self.verdict, self.say)

    def _bring_in_sight(self, *parts: QWidget) -> None:
        """The parts, the first above all and of each its end, once the keyboard has moved and
        they are laid out; again where formulas that are typeset later make them higher.
        """
        self._new = parts[::-1]
        QTimer.singleShot(0, self, self._tell_new)

    @Slot()
    def _tell_new(self) -> None:
        for part in self._new:
            if not part.isHidden():
                self.told.emit(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._new and event.size().height() != event.oldSize().height():
            QTimer.singleShot(0, self, self._tell_new)

    def _refuse(self, problem: str) -> None:
        self.verdict.hide()
        self.say.hide()
        sentence = f"{problem[:1].upper()}{problem[1:]}."
        self.error.set_error(sentence)
        QTimer.singleShot(0, self, self.focus_unread)
        self._bring_in_sight(self.error)

    def _show_mark(self, found: Mark) -> None:
        step = self.step
        assert isinstance(step, Question) and self.entry is not None
        if step.answer is None:
            self._tell("", found.say)
            return
        if not step.choices:
            self.entry.set_right(found.right)
        points = f"{number(found.score)} of {number(step.points)} "
        points += "point" if step.points == 1 else "points"
        if found.correct:
            words = "✓ Follows from your earlier number" if found.follows else "✓ Right"
            say = step.after if not found.follows else f"{found.say} {step.after}".strip()
            say = say or ("" if found.score else found.say)
            self._tell("right", f"{words} · {points}", f"{say}{self._best(found)}".strip())
        else:
            count = int(np.sum(found.right)) if found.right.size > 1 else 0
            some = f" ({count} of {found.right.size} numbers are right)" if count else ""
            say = found.say or self._nudge()
            self._tell("wrong", f"✗ Not right yet{some} · {points}", f"{say}{self._best(found)}")

    def _best(self, found: Mark) -> str:
        """That an earlier attempt brought more, where it did."""
        assert isinstance(self.step, Question)
        best = self.session.marks[self.step.id].score
        return f" Your best attempt, {number(best)}, counts." if best > found.score else ""

    def _nudge(self) -> str:
        """What to do where no known mistake gives these numbers."""
        step = self.step
        if not isinstance(step, Question) or not step.hints:
            return "Try again."
        left = len(step.hints) - len(self.session.hints_of(step))
        return "Try again, or take a hint." if left else "Try again; the hints below help."

    def _tell(self, role: str, words: str, say: str = "") -> None:
        self.verdict.setVisible(bool(words))
        set_role(self.verdict, role or "quiet")
        self.verdict.setText(words)
        self.say.setVisible(bool(say))
        self.say.set_text(say)
        if self.isVisible():
            announce(self.verdict, f"{words}. {read_aloud(say)}")

    @Slot()
    def hint(self) -> None:
        """The next hint."""
        step = self.step
        if isinstance(step, (Question, Goal)) and (text := self.session.hint(step)):
            self._show_hints()
            announce(self.hints, read_aloud(text))
            self.changed.emit()
            if not self.hint_button.isEnabled():
                self.focus_wrong()  # and not whatever comes next in the window
            self._bring_in_sight(self.hints, self.hint_button)

    def show_goal(self, experiment: Experiment) -> None:
        """Whether one's own experiment reaches this page's goal by now."""
        if isinstance(self.step, Goal):
            if self.session.reached(self.step, experiment):
                new = self.verdict.property("role") != "right"
                there = self.session.reaches(self.step, experiment)
                words = "✓ Reached" if there else "✓ Reached before"
                self._tell("right", words, self._now(experiment))
                if new:
                    self.changed.emit()
            else:
                words = "Not reached yet: change the experiment."
                self._tell("quiet", words, self._now(experiment))

    def _now(self, experiment: Experiment) -> str:
        """How far one is from a goal, in its own quantity."""
        assert isinstance(self.step, Goal)
        found = self.session.now(self.step, experiment)
        if found is None or isinstance(found, str):
            return ""
        values = ", ".join(number(float(v)) for v in np.ravel(found))
        end = ENDS.get(self.session.end_now(self.step, experiment), "")
        return f"{self.step.called}: **{values}**{end and f', {end}'}"

    @Slot()
    def focus_unread(self) -> None:
        """The keyboard goes to the first field that holds no answer."""
        field = self.entry.unread()[0] if self.entry is not None else None
        if field is None:
            self.focus_wrong()
        elif self.isVisible():
            field.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(field, QLineEdit):
                field.selectAll()

    @Slot()
    def focus_wrong(self) -> None:
        """The keyboard stays with the answer: at the first field that is not right."""
        if self.entry is None or not self.isVisible():
            return
        fields = self.entry.findChildren(QLineEdit)
        wrong = [f for f in fields if f.property("mark") != "right" and not f.isReadOnly()]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.TabFocusReason)
            wrong[0].selectAll()
        elif not fields:
            self.entry.setFocus(Qt.FocusReason.TabFocusReason)

    def focus(self) -> bool:
        """The keyboard goes to what is to be done here; False where nothing is."""
        if self.entry is not None and self.entry.isEnabled():
            self.entry.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if self.main.isVisibleTo(self) and self.main.isEnabled() and not self.is_done:
            self.main.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say it."""
    if text.strip(" ."):
        event = QAccessibleAnnouncementEvent(widget, text)
        QAccessible.updateAccessibility(event)


