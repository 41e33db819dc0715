"""What is said of sum and mean."""

from __future__ import annotations

from playground.app.text.numbers import grouped, number
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.optimizer import Optimizer

WHO = "The slide writes a sum over the batch; PyTorch's loss functions take the mean by default."


def consequence(problem: FittingProblem, rule: Optimizer, size: int) -> str:
    """What the switch means for the learning rate."""
    if size == 1:
        return "With one sample a batch, the sum and the mean are the same."
    rate = getattr(rule, "learning_rate", None)
    if rate is None:
        return f"{rule.title} has no learning rate to change with the reduction."
    if not rule.scales_with_gradient:
        return (
            f"{rule.title} divides by the gradient's own size: whether it is {grouped(size)} times "
            "as long makes little difference to its steps."
        )
    apart = " The penalty is added once to either, and does not change with it." if (
        problem.penalized
    ) else ""
    mean = rate * size if problem.sums else rate
    return (
        f"The sum is {grouped(size)} times the mean, so η = {number(mean)} with the mean and "
        f"η = {number(mean / size)} with the sum make the same run.{apart}"
    )


def remainder(batches: Batches) -> str:
    """The last batch of an epoch, where it is smaller."""
    if batches.is_full or batches.sampling == "replacement" or batches.size is None:
        return ""
    rest = batches.samples % batches.size
    if not rest:
        return ""
    return (
        f"The last batch of an epoch has {grouped(rest)} samples: with the sum its step is "
        "shorter, with the mean it is noisier; there the two runs part."
    )


def bound(
    problem: FittingProblem, rule: Optimizer, curvature: float | None, formula: str, size: int
) -> str:
    """Where steps run away."""
    if curvature is None:
        return "The largest curvature is computed once the run rests."
    if not curvature > 0:
        return "The risk does not curve upwards here: there is no bound to speak of."
    what = "R + penalty" if problem.penalized else "R"
    known = f"λₘₐₓ = {number(curvature)} is the largest curvature of {what} here"
    if not formula:
        return f"{known}; for {rule.title} no stable rate is known."
    share = "that" if size == 1 else f"1/{grouped(size)} of that"
    return (
        f"{known}: on a parabola of that curvature {rule.title} runs away beyond {formula} with "
        f"the mean, and beyond {share} with the sum. Batches whose own curvature is larger can run "
        "away sooner."
    )
