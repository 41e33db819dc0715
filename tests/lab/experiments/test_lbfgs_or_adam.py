"""The ready race of L-BFGS and Adam: gradients counted until the risk is 0.05."""

from playground.lab.experiments.presets import presets
from playground.lab.runs.cost import EVALUATIONS
from playground.lab.runs.results import quality


def gradients_to(run, risk):
    """Sample gradients until the risk of all data is that low, in passes over the data."""
    run.ensure(200)
    step = next(
        k for k in range(run.last + 1) if quality(run.problem, run[k].theta).risk <= risk
    )
    return EVALUATIONS.of(run, step) / run.problem.samples(0)


def test_lbfgs_needs_three_times_fewer_gradients():
    made = presets["lbfgs_or_adam"]
    experiment = made.experiment()
    assert [r.optimizer.name for r in experiment.runners] == ["lbfgs", "adam"]
    assert experiment.problem.network.sizes == (2, 8, 8, 8, 1)
    assert experiment.problem.dataset.name == "circle" and made.along == "evaluations"
    lbfgs, adam = (gradients_to(experiment.run_of(r), 0.05) for r in experiment.runners)
    assert adam >= 3 * lbfgs
    assert abs(lbfgs - 14) <= 2 and abs(adam - 83) <= 4  # as its words say
