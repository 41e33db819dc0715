"""How the loss surface is looked at stands in the experiment's file, read as strictly as all."""

import json
from dataclasses import replace

import pytest

from playground.lab.edits.landscape import landscape_of, set_landscape
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.landscape_settings import LandscapeSettings, strip_ends
from playground.lab.experiments.presets import presets
from playground.lab.experiments.reader import BadInputError

XOR = presets["xor"].experiment()


def test_a_file_without_it_is_looked_at_as_usual_and_stays_without_it():
    document = XOR.to_dict()
    assert "landscape" not in document
    assert landscape_of(Experiment.from_dict(document)) == LandscapeSettings()
    assert set_landscape(XOR, scale="log") == XOR


@pytest.mark.parametrize(
    "settings",
    [
        {"plane": "weights:0,3"}, {"plane": "random:7:joint", "scale": "quantile"},
        {"plane": "update", "batch": True}, {"plane": "ends:0,1,2", "strip": "ends:0,2"},
        {"strip": "swapped", "scale": "linear"},
    ],
)
def test_what_was_chosen_is_written_and_read_back(settings):
    experiment = set_landscape(XOR, **settings)
    document = json.loads(json.dumps(experiment.to_dict()))
    assert document["landscape"] == settings
    assert Experiment.from_dict(document) == experiment
    assert set_landscape(experiment, **vars(LandscapeSettings())).landscape is None


@pytest.mark.parametrize(
    ("landscape", "sentence"),
    [
        ({"plane": "weights:0"}, "landscape.plane: must be one of weights:I,J, pca"),
        ({"plane": "line"}, "landscape.plane: must be one of"),
        ({"plane": 3}, "landscape.plane: must be a text in quotes, got 3"),
        ({"scale": "root"}, "landscape.scale: must be one of log, quantile, linear, got"),
        ({"batch": 1}, "landscape.batch: must be true or false"),
        ({"strip": "ends:1"}, "landscape.strip: must be one of run, swapped, ends:I,J, got"),
        ({"height": 1}, "landscape.height: is not known here; known keys: plane, scale, batch"),
        ([], "landscape: must be an object"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(landscape, sentence):
    with pytest.raises(BadInputError) as refusal:
        Experiment.from_dict({**XOR.to_dict(), "landscape": landscape})
    assert str(refusal.value).startswith(sentence)


def test_a_surface_has_none():
    document = {**new_experiment().to_dict(), "landscape": {"plane": "pca"}}
    with pytest.raises(BadInputError, match="landscape: is how a network's"):
        Experiment.from_dict(document)


def test_which_runners_a_strip_joins():
    assert strip_ends("ends:0,12") == (0, 12)
    assert strip_ends("run") is None and strip_ends("ends:x,1") is None


@pytest.mark.parametrize("name", ["straight_line", "two_minima"])
def test_a_ready_network_of_two_parameters_is_its_plane(name):
    experiment = presets[name].experiment()
    runner = experiment.runners[0]
    problem = experiment.problem_of(runner)
    free = [k for k in range(problem.dimension) if k not in problem.frozen]
    assert landscape_of(experiment).plane == "weights:{},{}".format(*free)
    run = experiment.run_of(runner)
    run.ensure(300)
    assert run.columns.loss[-1] < 0.05 * run.columns.loss[0]
    assert replace(experiment, landscape=None) != experiment


def test_the_two_minima_are_one_function_seen_twice():
    experiment = presets["two_minima"].experiment()
    run = experiment.run_of(experiment.runners[0])
    run.ensure(300)
    theta = run[run.last].theta
    there, slope = run.problem.risk_and_grad(theta)
    mirrored = theta * [-1, 1, -1, 1]
    assert run.problem.risk_and_grad(mirrored)[0] == pytest.approx(there, rel=1e-12)
    assert abs(slope).max() < 1e-3 and there < run.problem.risk_and_grad(0 * theta)[0] / 20
