"""What the number that an optimizer walks down is called: f on a surface, the risk of a network.

R is always the mean loss over the training data alone. With L1 or L2 on, what is minimized is
R + penalty: another number with another name, and both are shown.
"""

from __future__ import annotations

from typing import NamedTuple

from playground.app.text.numbers import number
from playground.engine.data_problem import DataProblem
from playground.engine.problem import Problem
from playground.lab.runs.objective import Objective, penalized
from playground.lab.runs.run import Run
from playground.lab.verdicts.network import objective_name
from playground.lab.verdicts.surface import Verdict


class LossWords(NamedTuple):
    """`loss` and `slope` as they stand before their numbers, and a sentence on them."""

    loss: str
    slope: str
    help: str


SURFACE = LossWords("f =", "‖∇f‖ =", "f is the height of the surface where the runner stands.")
NOISY = LossWords(
    "f =", "‖∇f + noise‖ =",
    "f is the height of the surface where the runner stands. It sees the gradient of f through "
    "noise, as a batch would show it.",
)
RISK = LossWords("R =", "‖∇R‖ =", "R is the risk: the mean loss over all the training data.")
ESTIMATE = LossWords(
    "R ≈", "‖∇R‖ ≈",
    "R is the risk, the mean loss over all the rows of the file, estimated on some of them, always "
    "the same. The data panel computes it over all rows when you ask.",
)
BATCH = LossWords(
    "ℓ(batch)", "‖∇ℓ‖ =",
    "ℓ(batch) is the mean loss over the samples of the next batch alone, whose gradient the next "
    "step is made with. The risk R, over all the training data, is another number: see the chart.",
)
SUM = LossWords(
    "Σℓ =", "‖Σ∇ℓ‖ =",
    "The sum of the losses over the samples of the next step, as the lecture writes it. The risk "
    "R, the mean over all the training data, is another number: see the chart.",
)
_PENALIZED = {
    RISK: ("R + penalty =", "‖∇(R + penalty)‖ ="),
    BATCH: ("ℓ(batch) + penalty =", "‖∇(ℓ + penalty)‖ ="),
    SUM: ("Σℓ + penalty =", "‖∇(Σℓ + penalty)‖ ="),
}


def loss_words(problem: Problem) -> LossWords:
    """What to call the loss and the gradient of a step of this problem."""
    words = _of_data(problem)
    if not penalized(problem):
        return words
    return LossWords(*_PENALIZED[words], f"{penalty_help(problem)} {words.help}")


def _of_data(problem: Problem) -> LossWords:
    """Without a penalty."""
    if not isinstance(problem, DataProblem):
        return SURFACE if problem.sees_all else NOISY
    if problem.sums:
        return SUM
    return RISK if problem.sees_all else BATCH


def derivative_of(problem: DataProblem, whole: bool, batch: str = "ℓ(batch)") -> str:
    """What is differentiated, after a ∂: "R", "(R + penalty)", of a step's batch "ℓ(batch)".

    `whole` says that the gradient is that of `objective_at`, over all the training data, and not
    the one that a step was made with.
    """
    penalty = penalized(problem)
    if whole or problem.sees_risk:
        return f"({objective_name(problem)})" if penalty else "R"
    of = "Σℓ" if problem.sums else batch
    return f"({of} + penalty)" if penalty else of


def penalty_help(problem: DataProblem) -> str:
    """Why what is minimized is larger than the loss, with the formula of the penalty."""
    terms = [f"{number(problem.l1)} · Σ|w|"] if problem.l1 else []
    terms += [f"{number(problem.l2)}/2 · Σw²"] if problem.l2 else []
    return (
        f"Large weights cost too: the penalty {' + '.join(terms)} over all the weights is added to "
        "the loss, and the optimizer minimizes the two together."
    )


def is_estimate(problem: DataProblem) -> bool:
    """Whether a risk that no step saw is known on some of the data only."""
    return problem.is_estimated and not problem.sees_all


class Reading(NamedTuple):
    """A loss and what it is: "R =" or "ℓ(batch)", 0.25, and a sentence on it.

    `parts` are, where there is a penalty, what the data cost and what it adds; `own_sign` is what
    the first of the two is called.
    """

    sign: str
    value: float
    help: str
    parts: Objective | None = None
    own_sign: str = ""

    @property
    def short(self) -> tuple[str, float]:
        """The loss of the data alone, where there is little room: "R =", 0.2."""
        if self.parts is None:
            return self.sign, self.value
        return self.own_sign, self.parts.risk

    @property
    def written(self) -> str:
        """ "0.2 + 0.05 = 0.25": the loss of the data, the penalty, and both; or just "0.25"."""
        if self.parts is None:
            return number(self.value)
        risk, penalty = self.parts
        return f"{number(risk)} + {number(penalty)} = {number(self.value)}"


def loss_at(run: Run, cursor: int, verdict: Verdict | None = None) -> Reading:
    """The loss of a run at the cursor; where it has ended, over all the data if that is known."""
    problem, ended = run.problem, bool(run.stop) and cursor >= run.last
    found = verdict.objective if ended and verdict is not None else None
    risk = ESTIMATE if isinstance(problem, DataProblem) and is_estimate(problem) else RISK
    if found is not None:
        if not penalized(problem):
            return Reading(risk.loss, found.total, risk.help)
        text = f"{penalty_help(problem)} {risk.help}"
        sign = risk.loss[-1]
        return Reading(f"{objective_name(problem)} {sign}", found.total, text, found, risk.loss)
    words, step = loss_words(problem), run[min(cursor, run.last)]
    parts = None
    if penalized(problem):
        penalty = problem.penalty(step.theta)
        parts = Objective(step.loss - penalty, penalty)
    return Reading(words.loss, step.loss, words.help, parts, _of_data(problem).loss)
