"""What the training chart can show: recorded with every step, or evaluated at some of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, isfinite, log10, nan
from typing import Any, NamedTuple

import numpy as np

from playground.app.charts.trace import GRADIENT_NORM, LEARNING_RATE, STEP_LENGTH, Quantity
from playground.app.plots.along import STEPS, Along, Placed
from playground.app.plots.series import SOLID, Curve, LineStyle
from playground.engine.problem import Array
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import preset_of, presets
from playground.lab.runs.curvature import CurvatureTrack
from playground.lab.runs.evaluation import Evaluations
from playground.lab.runs.evaluator import Evaluation, Scores
from playground.lab.runs.history import Columns

Number = Callable[[Any], float]
"""Of an `Evaluation`, or of a `CurvaturePoint`."""
PARTS = ("main", "objective", "bound", "test", "error", "noise")
"""What the curves of a runner can be, in the order in which they are named."""
RECORDED = LineStyle(dots=True)
STYLES = {
    "main": SOLID,
    "objective": LineStyle(dashes=(0.1, 2.2), marked=False),
    "bound": LineStyle(1.4, (5.0, 3.0), round_ends=False, marked=False),
    "test": LineStyle(1.6, (3.0, 2.6), round_ends=False, marked=False),
    "error": LineStyle(1.0, (1.0, 1.6), strength=0.7, marked=False),
    "noise": LineStyle(1.0, strength=0.34, marked=False),
}
"""Solid; dotted: what is minimized where that is not R; dashed: on test data; fine: how far an
estimate may be off; faint: batches.
"""


class Line(NamedTuple):
    """A number that is evaluated: its name and its part, one of PARTS."""

    name: str
    number: Number
    part: str = "main"


@dataclass(frozen=True)
class Shown:
    """An entry of the chooser. `lines` are what is evaluated; without any, the recorded quantity
    itself is the chart. `recorded` says whether that is drawn behind the lines; `curvature` that
    the lines' numbers are of the curvature along the run.
    """

    quantity: Quantity
    lines: tuple[Line, ...] = ()
    recorded: bool = True
    percent: bool = False
    curvature: bool = False


def _no_column(columns: Columns, rows: slice) -> Array:
    return np.full(len(columns.loss[rows]), nan)


def _of_test(number: Callable[[Scores], float]) -> Number:
    return lambda found: nan if found.test is None else number(found.test)


def _percent(scores: Scores) -> float:
    return 100 * scores.accuracy


def _off(scores: Scores, side: int) -> float:
    """One end of the error bar of an estimated risk."""
    return nan if scores.error is None else scores.loss + side * scores.error


BATCH_LOSS = Quantity(
    "batch_loss", "Batch loss", "loss of the batch", "the loss of each batch", False,
    "What the optimizer saw at every step: the mean of its batch's losses, or their sum where it "
    "sums, and with L1 or L2 the penalty. Small batches are noisy; the risk over all data is "
    "smoother.",
    lambda columns, rows: columns.loss[rows], lambda step: step.loss,
)
RISK = Shown(
    replace(
        BATCH_LOSS, name="risk", title="Risk", axis="risk", phrase="the risk",
        full="The risk on training and test data",
        help="The risk R, the mean loss over all training data, and dashed over the test data, "
        "which is never trained on (of a file of rows an estimate on some, between fine lines its "
        "standard error): where only the first falls, the network learns by "
        "heart. Faint: the loss of each batch. With L1 or L2 on, R + penalty is dotted above R: "
        "that is what the steps minimize, while R and the test risk leave the penalty out.",
    ),
    (
        Line("training", lambda found: found.train.loss),
        Line("R + penalty", lambda found: found.objective, "objective"),
        Line("test", _of_test(lambda scores: scores.loss), "test"),
        Line("R + s/√m", lambda found: _off(found.train, 1), "error"),
        Line("R − s/√m", lambda found: _off(found.train, -1), "error"),
    ),
)
ACCURACY = Shown(
    replace(
        BATCH_LOSS, name="accuracy", title="Accuracy", axis="right, %", phrase="the accuracy",
        help="The share of samples whose class is right, in percent; dashed on the test data.",
        column=_no_column, of_step=lambda step: None,
    ),
    (
        Line("training", lambda found: _percent(found.train)),
        Line("test", _of_test(_percent), "test"),
    ),
    recorded=False, percent=True,
)
RATIO = Shown(
    replace(
        ACCURACY.quantity, name="layer_ratio", title="First ÷ last layer",
        full="The gradient of the first layer ÷ that of the last layer",
        axis="first ÷ last", phrase="the first layer's gradient against the last's", log=True,
        help="The median size of the gradient in the first layer's weights over that in the "
        "last's, over all training data (with L1 or L2, the gradient of R + penalty). At 10⁻³ "
        "the first is a thousand times smaller: it has vanished on the way back. Gradient "
        "descent then moves that layer as much less; Adam and its kind, which divide by the "
        "gradient's size, do not.",
    ),
    (Line("ratio", lambda found: found.ratio),), recorded=False,
)
SLOPE = Shown(replace(
    GRADIENT_NORM, name="batch_gradient_norm", title="Gradient norm",
    axis="gradient norm", short="‖∇ℓ‖", full="The norm of each batch's gradient, ‖∇ℓ(batch)‖",
    help="How long the gradient of each batch is, with the penalty's. At a minimum of the risk it "
    "need not be 0: every batch may pull elsewhere.",
))
STRIDE = Shown(replace(
    STEP_LENGTH, name="weights_step_length", title="Step length",
    full="The step length ‖w(i+1) − w(i)‖",
    help="How far all weights together moved with every step.",
))
SHARPNESS = Shown(
    replace(
        ACCURACY.quantity, name="sharpness", title="Curvature λmax",
        full="The largest eigenvalue of the Hessian, λmax", axis="λmax",
        phrase="the sharpest curvature",
        help="How sharply what is minimized curves upwards at most. Dashed: the bound beyond which "
        "the rule runs away on a parabola, 2/η for gradient descent, (2 + 2μ)/η for momentum. "
        "Trained with all the data, a network's λmax often grows until it hovers there, at the "
        "edge of stability. It is computed beside the window, and says nothing of how well a "
        "network will do on new data.",
    ),
    (
        Line("λmax", lambda found: found.sharpness),
        Line("bound", lambda found: found.bound, "bound"),
    ),
    recorded=False, curvature=True,
)
IN_SHARPEST = Shown(
    replace(
        SHARPNESS.quantity, name="gradient_in_sharpest", title="Gradient in sharpest",
        full="The share of the gradient along the sharpest direction", axis="share of ‖g‖², %",
        phrase="the gradient's share in the sharpest direction",
        help="How much of the squared length of the gradient lies along the direction that curves "
        "most. Where it is large, steps go back and forth across a valley and not along it.",
    ),
    (Line("share", lambda found: 100 * found.share),),
    recorded=False, percent=True, curvature=True,
)
DISTANCE = Shown(
    replace(
        ACCURACY.quantity, name="distance", title="Distance to w*", log=True,
        full="The distance to the exact solution, ‖w − w*‖", axis="‖w − w*‖", short="‖w − w*‖",
        phrase="the distance to the exact solution",
        help="How far all weights and biases together are from where least squares, solved by QR, "
        "has its lowest point. On a log scale steady descent is a straight line; noise of batches "
        "ends it on a floor.",
    ),
    (Line("distance", lambda found: found.distance),), recorded=False,
)
CHOICES = (
    RISK, ACCURACY, Shown(BATCH_LOSS), SLOPE, STRIDE, RATIO, DISTANCE, SHARPNESS, IN_SHARPEST,
    Shown(LEARNING_RATE),
)


def about(experiment: Experiment) -> Shown:
    """What an experiment is to be looked at for first: as its preset says, or the risk."""
    name = preset_of(experiment)
    chart = presets[name].chart if name else ""
    return next((shown for shown in CHOICES if shown.quantity.name == chart), RISK)


def subject(experiment: Experiment, before: str = "") -> str:
    """By what name an experiment is told from others; `before` where it is still that one, only
    with other data, after which it is then called.
    """
    known, recipe = preset_of(experiment), experiment.problem
    about = recipe.dataset.title if recipe.kind == "network" else None
    if not known and before and experiment.title == about:
        return before
    return known or experiment.title


class Evaluated(Placed):
    """A `Series` of one evaluated number of a run.

    `x`, `y`, `low` and `high` are as they were at the last `take`: a chart is not painted anew
    for every point.
    """

    def __init__(
        self, evaluations: Evaluations | CurvatureTrack, number: Number, log: bool,
        along: Along = STEPS,
    ) -> None:
        self.run, self._evaluations = evaluations.run, evaluations
        self._number, self.log, self.along = number, log, along
        self._version = -1
        self.unshown = False
        self.low, self.high = inf, -inf
        self.first: float | None = None
        self._steps = self._x = self._y = np.empty(0)
        self.take()

    @property
    def x(self) -> Array:
        """Where the evaluated steps stand along the axis."""
        return self._x

    @property
    def y(self) -> Array:
        """The heights of the number there."""
        return self._y

    def take(self) -> bool:
        """Take in what was evaluated since; whether there was anything."""
        if self._version == self._evaluations.version:
            return False
        self._version = self._evaluations.version
        self._steps = np.array(self._evaluations.steps, dtype=float)
        self._x = self.along.places(self.run, self._steps)
        self._y = self._heights(np.array([self._number(e) for e in self._evaluations.all]))
        seen = self._y[np.isfinite(self._y)]
        self.low, self.high = (float(seen.min()), float(seen.max())) if len(seen) else (inf, -inf)
        self.first = float(seen[0]) if len(seen) else None
        return True

    def value(self, step: int) -> float:
        """The number at a step that was evaluated; nan elsewhere."""
        found = self._evaluations.known(step)
        return nan if found is None else self._number(found)

    def error(self, step: int) -> float | None:
        """The standard error of the training loss at a step where that is an estimate."""
        found = self._evaluations.known(step)
        return found.train.error if isinstance(found, Evaluation) else None

    def nearest(self, place: float) -> int | None:
        """The evaluated step that is next to a place."""
        if not len(self._x):
            return None
        return int(self._steps[np.abs(self._x - place).argmin()])

    def at(self, step: int) -> float:
        """The height on the axis: exact where evaluated, else on the line between neighbours."""
        value = self.value(step)
        if value == value:
            return self._height(value)
        steps = self._steps
        if len(steps) and steps[0] <= step <= steps[-1]:
            return float(np.interp(step, steps, self._y))
        return nan

    def grow(self, pixels: int = 0) -> bool:
        """Nothing grows by itself here."""
        return True

    def set_range(self, first: float, last: float, buckets: int) -> bool:
        """All points are kept, whatever is on screen."""
        return False

    def _height(self, value: float) -> float:
        if not self.log:
            return value if isfinite(value) else nan
        return log10(value) if isfinite(value) and value > 0 else nan

    def _heights(self, values: Array) -> Array:
        with np.errstate(all="ignore"):
            if self.log:
                self.unshown = bool((values <= 0).any())
                values = np.where(values > 0, np.log10(values), nan)
            return np.where(np.isfinite(values), values, nan)


def by_part(curve: Curve) -> int:
    """The order in which the parts are named."""
    return PARTS.index(curve.part)
