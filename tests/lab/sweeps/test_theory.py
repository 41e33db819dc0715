"""The theory beside a sweep: exact for gradient descent on a parabola, true bounds, and silence
elsewhere."""

from dataclasses import replace
from math import ceil, isnan

import numpy as np
import pytest

from playground.engine.clipping import Clip
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import presets
from playground.lab.sweeps.outcome import outcome
from playground.lab.sweeps.theory import parabola_of


def on_bowl(rule="gradient_descent", stop=None, surface="bowl", **settings):
    return Experiment.from_dict({
        "version": 1, "problem": {"kind": "surface", "surface": surface},
        "runners": [{"optimizer": rule, "settings": settings, "start": [3, 1]}],
        "stop": stop or {"step_length": 1e-5, "max_steps": 5000},
    })


def theory_of(experiment):
    return parabola_of(experiment, experiment.runners[0])


@pytest.mark.parametrize("stop", [{"step_length": 1e-5}, {"gradient_norm": 1e-6},
                                  {"step_length": 1e-9, "gradient_norm": 1e-3}])
@pytest.mark.parametrize("rate", [0.003, 0.05, 0.12, 2 / 11, 0.199])
def test_steps_of_gradient_descent_are_exact(rate, stop):
    experiment = on_bowl(learning_rate=rate, stop=stop)
    found = theory_of(experiment)
    rule = experiment.runners[0].optimizer
    ran = outcome(experiment.to_dict(), 0)
    assert ran.stop == "converged"
    assert ceil(found.steps(rule, experiment.stop) - 1e-6) == ran.steps
    assert found.loss_after(rule, ran.steps) == pytest.approx(ran.loss, rel=1e-6)


def test_the_limit_ends_it():
    experiment = on_bowl(learning_rate=0.003, stop={"step_length": 1e-5, "max_steps": 40})
    found, rule = theory_of(experiment), experiment.runners[0].optimizer
    assert found.steps(rule, experiment.stop) == 40
    assert found.loss_after(rule, 40) == pytest.approx(outcome(experiment.to_dict(), 0).loss)


@pytest.mark.parametrize(("rule", "settings"), [
    ("gradient_descent", {}), ("momentum", {"momentum": 0.0}), ("momentum", {"momentum": 0.5}),
    ("momentum", {"momentum": 0.9}), ("nesterov", {"momentum": 0.5}),
    ("nesterov", {"momentum": 0.9}),
])
def test_the_root_crosses_one_at_the_bound_and_runs_agree(rule, settings):
    experiment = on_bowl(rule, stop={"max_steps": 3000}, **settings)
    found = theory_of(experiment)
    bound, _ = found.bound(experiment.runners[0].optimizer)
    for share, ends in ((0.98, True), (1.02, False)):
        changed = on_bowl(
            rule, stop={"max_steps": 3000}, learning_rate=bound * share, **settings
        )
        runner = changed.runners[0]
        inside = np.abs(runner.optimizer.root_on_parabola(found.curvatures)).max() < 1
        assert inside is np.bool_(ends)
        assert isnan(found.steps(runner.optimizer, changed.stop)) is not ends
        loss = outcome(changed.to_dict(), 0).loss
        assert (loss < 1e-3) is ends


@pytest.mark.parametrize(("rule", "mu"), [("momentum", 0.8), ("nesterov", 0.8)])
def test_momentum_shrinks_by_its_root_in_the_long_run(rule, mu):
    experiment = on_bowl(rule, learning_rate=0.01, momentum=mu, stop={"max_steps": 1})
    found = theory_of(experiment)
    root = np.abs(experiment.runners[0].optimizer.root_on_parabola(found.curvatures)).max()
    ends = [
        outcome({**experiment.to_dict(), "stop": {"max_steps": n}}, 0).loss for n in (200, 400)
    ]
    assert (ends[1] / ends[0]) ** (1 / 400) == pytest.approx(root, rel=2e-3)


def test_least_squares_of_a_network_is_a_parabola():
    made = replace(
        presets["least_squares"].experiment(), stop=StopRules(gradient_norm=1e-6, max_steps=9000)
    )
    found, rule = theory_of(made), made.runners[0].optimizer
    ran = outcome(made.to_dict(), 0)
    assert ran.stop == "converged"
    assert ceil(found.steps(rule, made.stop) - 1e-6) == ran.steps
    bound, formula = found.bound(rule)
    assert formula == "2/λₘₐₓ" and bound == pytest.approx(0.1229, rel=0.5)


def test_where_nothing_is_said():
    assert theory_of(on_bowl(surface="rosenbrock")) is None
    assert theory_of(on_bowl("adam")) is None
    plain = on_bowl()
    runner = plain.runners[0]
    for rule in (
        replace(runner.optimizer, schedule=schedules["cosine"]()),
        replace(runner.optimizer, clip=Clip(norm=1.0)),
    ):
        assert parabola_of(plain, replace(runner, optimizer=rule)) is None


def test_every_rule_with_a_root_has_a_bound_there():
    for kind in optimizers.values():
        if "learning_rate" in kind().settings:
            rule = kind()
            roots = rule.root_on_parabola(np.array([1.0]))
            assert (roots is None) or rule.stable_rate(1.0) is not None
