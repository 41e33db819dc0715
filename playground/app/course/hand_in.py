"""Handing in: a result file for the teacher's program, and the same as a page to read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from playground.app.core import questions
from playground.app.course.report import report_of
from playground.app.look.preferences import stored
from playground.lab.course.progress import forget_everything
from playground.lab.course.results import SUFFIX, write_result
from playground.lab.course.session import Session
from playground.lab.documents.disk import write_atomically

NAME = "course/name"
RESULTS = f"Results (*{SUFFIX})"


def pupil_name() -> str:
    """The name that was typed last; "" before."""
    return str(stored().value(NAME, "") or "")


def ask_name(parent: QWidget, why: str) -> str | None:
    """Ask for a name or number, and remember it; None if cancelled or empty."""
    name = questions.ask_text(parent, "Your name", why, pupil_name())
    if not name:
        return None
    name = " ".join(name.split())[:200]
    stored().setValue(NAME, name)
    return name


def hand_in(parent: QWidget, session: Session) -> str:
    """Ask for name and place, write both files; a sentence about it, "" if cancelled.

    Raises FileProblemError.
    """
    name = session.pupil or ask_name(
        parent, "Your name or number, as your teacher knows it. It stands in the file only."
    )
    if name is None:
        return ""
    plain = "".join(c if c.isalnum() or c in " -_" else "" for c in name).strip() or "result"
    suggestion = questions.usual_folder() / f"{plain} {session.lesson.id}{SUFFIX}"
    path = questions.ask_save(parent, "Hand in", suggestion, RESULTS)
    if path is None:
        return ""
    write_result(path, session.result(name), session.lesson)
    report = Path(f"{str(path).removesuffix(SUFFIX)}.report.html")
    text = report_of(session, session.report(name))
    write_atomically(report, lambda file: file.write(text.encode()))
    return f"Saved to {path}, and as a page to read in {report.name}. Nothing was sent."


def forget_all(parent: QWidget) -> str | None:
    """Ask, and delete everything that is kept of the course; what came of it, None if cancelled."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent, "Delete my data",
        "Delete all answers, predictions and your name from this computer? Files that you handed "
        "in stay where you saved them.", buttons.Yes | buttons.No, buttons.No,
    )
    if answer != buttons.Yes:
        return None
    stored().remove("course")
    return forget_everything() or "Your data of the course were deleted."


