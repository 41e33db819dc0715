"""What was predicted, as it is drawn in the axes of the map or of the chart."""

from __future__ import annotations

from typing import Literal

import numpy as np

from playground.app.core.view import Prediction
from playground.lab.course.answers import AnswerError, read_answer
from playground.lab.course.lesson import Goal, Question
from playground.lab.course.session import Session


def prediction_shown(session: Session) -> Prediction | None:
    """What is to be drawn on the page that is on screen: a prediction, and what it was.

    From when it is given until the run: the prediction alone; a goal's page has none.
    """
    if isinstance(session.step, Goal):
        return None
    shown = None
    for reveal in session.reveals_here():
        kind = prediction_kind(reveal.question)
        if kind is not None and reveal.predicted is not None:
            shown = Prediction(kind, numbers_of(reveal.predicted), numbers_of(reveal.actual))
    for question in () if shown else session.waiting():
        shown = _waiting(session, question) or shown
    return shown


def _waiting(session: Session, question: Question) -> Prediction | None:
    kind = prediction_kind(question)
    if kind is None:
        return None
    try:
        values = read_answer(session.prediction(question), session.shape(question)).values
    except AnswerError:
        return None
    return Prediction(kind, numbers_of(values), None)


def prediction_kind(question: Question) -> Literal["point", "step"] | None:
    """In which axes a prediction can be drawn: a map's point, a step of the chart, or none."""
    if question.type == "point":
        return "point"
    source = question.answer.source if question.answer is not None else ""
    return "step" if source.startswith("run[") and source.endswith("].steps") else None


def numbers_of(values: object) -> tuple[float, ...]:
    """Numbers in a row."""
    return tuple(float(v) for v in np.ravel(np.asarray(values, dtype=float)))
