"""How a run ended, in the short words of the window: green and "converged" only where it did."""

from dataclasses import replace

import pytest
from rules import rates, rule, walkers

from playground.app.charts.text import summary
from playground.app.charts.trace import LOSS, Trace
from playground.app.plots.series import Curve
from playground.app.shell.status_line import sentence
from playground.app.step.update import end_text
from playground.app.text.run_state import state_of
from playground.engine import surfaces
from playground.engine.stopping import StopRules
from playground.lab.edits import network as network_edits
from playground.lab.experiments.experiment import Runner, new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.verdicts.surface import verdict

RULES = [
    StopRules(max_steps=40), StopRules(step_length=1e-3, max_steps=200),
    StopRules(gradient_norm=0.05, max_steps=200), StopRules(epochs=2, gradient_norm=1e-3),
]


def ended(experiment, name, rate, rules):
    """A runner with its run, to the end."""
    start = experiment.runners[0].start
    runner = Runner(name, rule(name, rate), start)
    run = replace(experiment, runners=(runner,), stop=rules).run_of(runner)
    run.ensure(20_000)
    return runner, run


EXPERIMENTS = {name: new_experiment(name) for name in surfaces} | {
    f"xor by {size}": network_edits.set_batch(presets["xor"].experiment(), size=size)
    for size in (None, 1, 10, 1000)
}


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_green_and_converged_are_only_what_converged(experiment, rules):
    for name in walkers(experiment.problem_of(experiment.runners[0])):
        for rate in rates(name, (1e-8, 0.05, 20.0)):
            runner, run = ended(experiment, name, rate, rules)
            found, stop = verdict(run), run.stop.kind
            for judged in (found, None):
                word, colour = state_of(run, run.last, judged)
                assert ("converged" in word) <= (stop == "converged"), (word, stop)
                assert (colour == "success") <= (stop == "converged"), (word, stop)
                assert not judged or word != "converged" or colour == "success"
            said = sentence(runner, run, run.last, found)
            assert ("converged" in said) <= (stop == "converged"), said
            if stop == "batch_converged" and found.kind != "dead":
                assert state_of(run, run.last, found) == ("by one batch", "warning")
                assert "stopped by one batch after" in said
                assert "batch" in end_text(run.stop) or run.stop.rule == "step_length"


def test_a_lucky_batch_in_all_its_words():
    made = network_edits.set_batch(presets["xor"].experiment(), size=1)
    runner, run = ended(made, "gradient_descent", 0.01, StopRules(gradient_norm=10.0))
    assert run.stop == ("batch_converged", "gradient_norm")
    assert end_text(run.stop) == (
        "The run stopped here: one batch's gradient is shorter than the stop rule asks for."
    )
    curve = Curve(0, runner.label, Trace(run, LOSS, log=False))
    assert "stopped by one batch after 0 steps" in summary([curve], LOSS, 0)
    found = verdict(run)
    risk, slope = run.problem.risk_and_grad(run[0].theta)
    assert found.kind == "batch" and found.objective.risk == risk
    assert found.sentence == (
        "Stopped by one batch, after 0 steps: its gradient was shorter than 10; over all the data "
        f"risk R = {risk:.4g}, slope {float((slope @ slope) ** 0.5):.4g}."
    )
