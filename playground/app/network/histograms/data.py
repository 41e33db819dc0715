"""What the histograms are of: the values of a run at a step, layer by layer, and how to say it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.app.text.loss_names import derivative_of
from playground.app.text.numbers import grouped, localised
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.histograms import (
    Histograms,
    activation_histograms,
    by_layer,
    flat_histograms,
    layered_states,
)
from playground.engine.problem import Array, of_kind
from playground.lab.runs.evaluator import Evaluator
from playground.lab.runs.run import Run

GRADIENT, UPDATE, WEIGHT, ACTIVATION = "gradient", "update", "weight", "activation"
KINDS = {
    GRADIENT: "Gradients", UPDATE: "Updates", WEIGHT: "Weights", ACTIVATION: "Activations",
}
KIND_HELP = {
    GRADIENT: "How steep the loss is in each weight. Where a layer's lie far to the left, the "
    "gradient has vanished on the way back from the output. How far the weights then move is up "
    "to the optimizer: see Updates.",
    UPDATE: "How far the next step moves each weight. With gradient descent it is η times the "
    "gradient; Adam and its kind divide by the gradient's size, and move all layers about as far.",
    WEIGHT: "How large the weights are. Layers whose weights are all small shrink what passes.",
    ACTIVATION: "What the nodes hand on. Sigmoid and tanh near their ends are saturated; a ReLU "
    "that is off hands on an exact 0.",
}
_STATE_HELP = "What the optimizer carries from step to step: {}, one number for each weight."
_STATES = {
    "velocity": "its velocity, gathered from the gradients so far",
    "sum_of_squares": "the sum of all squared gradients so far",
    "m": "m, a running mean of the gradients",
    "v": "v, a running mean of the squared gradients",
}
_LEARNED, _NEXT_TO_NOTHING = 0.05, 1e-3  # of the risk at the start; of a risk of about 1
_WHOLE_SAMPLES, _WHOLE_WORK = 2000, 2_000_000


class Reading(NamedTuple):
    """The histograms of one run at one step."""

    step: int
    histograms: Histograms
    caption: str
    sentence: str


class Reader:
    """Reads one run; keeps the last reading, so that nothing is counted twice."""

    def __init__(self, run: Run) -> None:
        self.run, self.problem = run, of_kind(run.problem, FittingProblem)
        self._evaluator: Evaluator | None = None
        self._key: tuple[int, str, bool] | None = None
        self.reading: Reading | None = None

    @property
    def whole_is_quick(self) -> bool:
        """Whether the gradient over all data can be had in every frame."""
        samples = len(self.problem.X)
        work = samples * self.problem.dimension
        return samples <= _WHOLE_SAMPLES and work <= _WHOLE_WORK

    @property
    def states(self) -> list[str]:
        """The names of what the optimizer carries for each weight, at the newest step."""
        return layered_states(self.run[self.run.last].state, self.problem.dimension)

    def read(self, cursor: int, kind: str, whole: bool) -> Reading | None:
        """The histograms at a step, or the run's last; None where there is no such state."""
        key = (min(cursor, self.run.last), kind, whole)
        if key != self._key:
            self._key, self.reading = key, self._read(*key)
        return self.reading

    def _read(self, at: int, kind: str, whole: bool) -> Reading | None:
        step, parts = self.run[at], self.problem.parts
        if kind == ACTIVATION:
            found = activation_histograms(
                self._evaluate.activations(step.theta) if whole
                else self.problem.network.forward(step.theta, self._batch(at))
            )
        elif kind == GRADIENT and whole:
            found = flat_histograms(self._evaluate.gradient(step.theta), parts)
        elif kind == UPDATE:
            found = flat_histograms(self._update(at), parts)
        elif kind in (GRADIENT, WEIGHT):
            found = flat_histograms(step.grad if kind == GRADIENT else step.theta, parts)
        elif kind in step.state and np.shape(step.state[kind]) == step.theta.shape:
            found = flat_histograms(step.state[kind], parts)
        else:
            return None
        small = self._why_small(at) if kind == GRADIENT and found.is_small else ""
        said = found.sentence(kind, small) + (self._held() if kind in (GRADIENT, UPDATE) else "")
        return Reading(at, found, self._caption(at, kind, whole), said)

    def _held(self) -> str:
        """Where zeros come from that are none of the gradient's: frozen weights."""
        held = np.zeros(self.problem.dimension)
        held[list(self.problem.frozen)] = 1
        many = sum(int(of.sum()) for of in by_layer(held, self.problem.parts))
        if not many:
            return ""
        return " One weight is frozen: it counts as 0." if many == 1 else (
            f" {grouped(many)} weights are frozen: they count as 0."
        )

    def _update(self, at: int) -> Array:
        """How far the optimizer moves every parameter from a step to the next, (dimension,)."""
        return self.run.next_theta(at) - self.run[at].theta

    def _why_small(self, at: int) -> str:
        """Whether gradients are small because all is learned, or far from that."""
        began, now = (self._risk(step) for step in (0, at))
        said = f"the risk is {now:.2g}"
        if now <= max(_LEARNED * began, _NEXT_TO_NOTHING):
            return f" and {said}: as at a minimum, little is left to learn"
        return f" while {said}: a plateau, a saddle, or a minimum no lower than that"

    def _risk(self, at: int) -> float:
        return self._evaluate.evaluate(self.run[at]).train.loss

    @property
    def _evaluate(self) -> Evaluator:
        if self._evaluator is None:
            self._evaluator = Evaluator(self.problem)
        return self._evaluator

    def _batch(self, at: int) -> np.ndarray:
        return self.problem.batch(at)

    def _caption(self, at: int, kind: str, whole: bool) -> str:
        """Which numbers these are, in a few words."""
        batches = self.problem.batches
        place = f"step {grouped(at)}: {localised(batches.made(at))}"
        if kind == UPDATE:
            return f"w(i+1) − w(i) of the step after {place}"
        if kind not in (GRADIENT, ACTIVATION):
            return place
        what = self._derivative(whole) if kind == GRADIENT else "a"
        if whole:
            count, total = self._evaluate.samples()
            part = ("all " if total > 1 else "") if count == total else f"{grouped(count)} of "
            seen = f"{part}{grouped(total)}"
            return f"{what} over {seen} sample{'s'[: total != 1]}, {place}"
        many = batches.count(at)
        if kind == ACTIVATION and batches.is_full:  # of a file, some rows stand for all
            many = len(self.problem.X)
        those = "the next " if not batches.is_full else ""  # that the step after this one sees
        samples = f"{grouped(many)} sample{'s'[:many > 1]}"
        return f"{what} of {those}{samples}, {place}"

    def _derivative(self, whole: bool) -> str:
        """ "∂R/∂W", "∂(R + penalty)/∂W", of a batch "∂ℓ/∂W": of what the gradient is."""
        return f"∂{derivative_of(self.problem, whole, 'ℓ')}/∂W"


def kind_title(kind: str) -> str:
    """As it stands in the chooser."""
    return KINDS.get(kind, kind.replace("_", " "))


def kind_help(kind: str) -> str:
    """What it teaches."""
    return KIND_HELP.get(kind, _STATE_HELP.format(_STATES.get(kind, f"its {kind_title(kind)}")))
