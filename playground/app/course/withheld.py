"""What the window would tell of a prediction's answer before it is given, besides the run."""

from __future__ import annotations

from playground.app.core.held import AHEAD, LAYERS, MINIMA, RUN, VALUES
from playground.lab.course.session import Session


def withheld(session: Session) -> dict[str, str]:
    """What is not to be shown while the run waits for a prediction, each with the reason.

    Nothing may run the experiment by itself. The next step is kept back where the run that waits
    is a few steps long, a network's numbers where one of them is asked for, its layers'
    gradients where their ratio is, and the marked minima where a point on the map is.
    """
    waiting, run = session.unpredicted(), session.next_run
    if not waiting:
        return {}
    reason = "Waits for your prediction: it would tell the answer."
    found = {RUN: reason}
    formulas = [q.answer.source for q in waiting if q.answer is not None]
    steps = run is not None and run.run.isdigit() and run.run != "0"
    if steps or any(".step[" in formula for formula in formulas):
        found[AHEAD] = reason
    if any("backprop." in formula for formula in formulas):
        found[VALUES] = reason
    if any(".ratio" in formula for formula in formulas):
        found[LAYERS] = reason
    if any(question.type == "point" for question in waiting):
        found[MINIMA] = reason
    return found
