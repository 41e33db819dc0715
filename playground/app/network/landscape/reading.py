"""What is under the pointer on a loss surface, in words."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from playground.app.network.landscape.canvas import LossCanvas
from playground.app.network.landscape.words import beside
from playground.app.text.numbers import grouped, number
from playground.engine.networks.fitting import FittingProblem

QUICK = 2**22
"""Samples times parameters of a network whose risk can be computed while the pointer moves."""


def reading_at(canvas: LossCanvas, at: QPointF, problem: FittingProblem) -> str:
    """The plane's risk at a pixel; at a path's point also the true one, and whose it is."""
    picture, plane = canvas.picture, canvas.plane
    if picture is None or plane is None:
        return ""
    near = canvas.near_path(at)
    if near is not None:
        slot, row = near
        path = next(path for path in picture.paths if path.slot == slot)
        a, b = float(path.a[row]), float(path.b[row])
        step, here = grouped(path.steps[row]), _risk(canvas, problem, a, b)
        text = f"{path.label}, step {step}: plane's {here}"
        if path.on_plane[row]:
            return f"{text}, on the plane"
        true = float(path.loss[row])
        away = beside(float(path.residual[row]), float(path.size[row]))
        known = f"true {picture.height} = {number(true)}, " if true == true else ""
        return f"{text}, {known}{away}"
    a, b = canvas.map_view.to_data(at)
    return (
        f"{_risk(canvas, problem, a, b)} at {_short(picture.a_name)} = {number(a)}, "
        f"{_short(picture.b_name, 'b')} = {number(b)}"
    )


def _risk(canvas: LossCanvas, problem: FittingProblem, a: float, b: float) -> str:
    """ "R = 0.123": exact where that is quick, else between the grid's points."""
    picture, plane = canvas.picture, canvas.plane
    assert picture is not None and plane is not None
    if len(problem.X) * problem.dimension <= QUICK:
        value, sign = problem.risk_and_grad(plane.at(a, b))[0], "="
    else:
        value, sign = picture.grid.at(a, b), "≈"
    return f"{picture.height} {sign} {number(value)}"


def _short(name: str, other: str = "a") -> str:
    """An axis's name where it is short enough to be read in a line."""
    return name if len(name) <= 12 else other
