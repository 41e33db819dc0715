"""What `run --json` calls a stop is what the window's verdict is about."""

import json
from dataclasses import replace

import pytest
from rules import rule, walkers

from playground import cli
from playground.engine import optimizers, surfaces
from playground.engine.stopping import StopRules
from playground.lab.edits import network as network_edits
from playground.lab.experiments.experiment import MOST_RUNNERS, Runner, new_experiment
from playground.lab.experiments.files import write_experiment
from playground.lab.experiments.presets import presets
from playground.lab.verdicts.sentences import KINDS
from playground.lab.verdicts.surface import verdict

RULES = [
    StopRules(max_steps=40), StopRules(step_length=1e-3, max_steps=200),
    StopRules(gradient_norm=0.05, max_steps=200), StopRules(epochs=2, gradient_norm=1e-3),
]
RATES = (1e-8, 0.05, 20.0)


@pytest.fixture
def runs_of(tmp_path, capsys):
    """What the command line says of an experiment's runs."""

    def run(experiment):
        path = tmp_path / "e.json"
        write_experiment(path, experiment)
        assert cli.main(["run", str(path), "--json"]) == 0
        return json.loads(capsys.readouterr().out)["runs"]

    return run


def races(rate, experiment):
    """A runner for each optimizer, in fields as large as may be."""
    names = walkers(experiment.problem_of(experiment.runners[0]))
    runners = [Runner(name, rule(name, rate)) for name in names]
    for first in range(0, len(runners), MOST_RUNNERS):
        yield tuple(runners[first : first + MOST_RUNNERS])


def agree(experiment, answers):
    for runner, answer in zip(experiment.runners, answers, strict=True):
        run = experiment.run_of(runner)
        run.ensure(10_000)
        found = verdict(run)
        assert (run.stop.kind, run.last) == (answer["stop"], answer["steps"])
        assert found.kind in KINDS[answer["stop"]], (runner, found)
        assert ("it reached the minimum" in found.sentence) <= (answer["stop"] == "converged")


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("name", ["lecture_example", "rosenbrock", "saddle", "plateau", "ackley"])
def test_on_surfaces(runs_of, name, rules):
    for rate in RATES:
        start = tuple(map(float, surfaces[name]().start))
        for field in races(rate, new_experiment(name)):
            runners = tuple(replace(runner, start=start) for runner in field)
            experiment = replace(new_experiment(name), runners=runners, stop=rules)
            agree(experiment, runs_of(experiment))


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("size", [None, 1, 10, 1000])
def test_of_networks(runs_of, size, rules):
    made = network_edits.set_batch(presets["xor"].experiment(), size=size)
    for rate in RATES:
        for field in races(rate, made):
            experiment = replace(made, runners=field, stop=replace(rules, max_steps=60))
            agree(experiment, runs_of(experiment))


def test_the_lectures_count_is_told_in_the_text_and_the_updates_in_the_json(tmp_path, capsys):
    path = tmp_path / "e.json"
    made = new_experiment()
    both = (made.runners[0], Runner("Adam", optimizers["adam"](0.05), (0.0, 0.0)))
    write_experiment(path, replace(made, runners=both))
    assert cli.main(["run", str(path)]) == 0
    gd, adam = capsys.readouterr().out.splitlines()
    assert gd.startswith(
        "GD: converged after 61 steps (the lecture's loop returns the point before the last: it "
        "counts 60); loss "
    )
    assert "lecture" not in adam
    assert cli.main(["run", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["steps"] == 61
