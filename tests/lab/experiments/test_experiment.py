"""Experiments: equal by value, written and read without loss, refused by place when wrong."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules import walkers

from playground.engine import SurfaceProblem, TypedSurface, optimizers, surfaces
from playground.engine.parameters import declared
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import (
    Change,
    Experiment,
    Runner,
    new_experiment,
    unique_label,
)
from playground.lab.experiments.reader import BadInputError
from playground.lab.experiments.surface_recipe import SurfaceRecipe

CONTRACT = {
    "version": 1,
    "title": "Lecture example",
    "problem": {
        "kind": "surface",
        "expression": "exp(x**2 + y**2) + (x - 2)**2 + (y - 3)**2",
        "window": [[-2, 2], [-2, 2]],
    },
    "runners": [
        {
            "label": "GD",
            "optimizer": "gradient_descent",
            "settings": {"learning_rate": 0.01},
            "start": [0, 0],
        }
    ],
    "stop": {"step_length": 1e-5, "max_steps": 10000},
    "seed": 0,
}


def changed(path, value):
    """The contract's example with one place changed (value ... deletes it)."""
    document = copy.deepcopy(CONTRACT)
    place = document
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def refusal(document):
    """The one line that refuses a document."""
    with pytest.raises(BadInputError) as caught:
        Experiment.from_dict(document)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_contract_reads_as_it_says():
    experiment = Experiment.from_dict(CONTRACT)
    assert experiment.problem.surface == TypedSurface(
        CONTRACT["problem"]["expression"], ((-2, 2), (-2, 2))
    )
    assert experiment.runners[0].optimizer == optimizers["gradient_descent"](0.01)
    assert experiment.runners[0].start == (0, 0)
    assert experiment.stop == StopRules(step_length=1e-5, max_steps=10_000)
    assert Experiment.from_dict(experiment.to_dict()) == experiment


@st.composite
def experiments(draw):
    """Any experiment on a registered surface that the window could make."""

    surface = surfaces[draw(st.sampled_from(list(surfaces)))]()
    names = walkers(SurfaceProblem(surface))

    def optimizer():
        kind = optimizers[draw(st.sampled_from(names))]
        chosen = {}
        for name, p in declared(kind).items():
            if isinstance(p.default, bool):
                chosen[name] = draw(st.booleans())
                continue
            if p.choices:
                chosen[name] = draw(st.sampled_from(p.choices))
                continue
            if isinstance(p.default, int):
                chosen[name] = draw(st.integers(4, int(min(p.high, 100))))
                continue
            low = max(p.low * 1.001, 1e-9) if p.above else max(p.low, 0.0)
            high = min(p.high, 1e3) * (0.999 if p.below else 1)
            chosen[name] = draw(st.floats(low, high))
        return kind.from_settings(chosen)

    finite = st.floats(-1e6, 1e6)
    runners = []
    for _ in range(draw(st.integers(0, 8))):
        steps = sorted(draw(st.sets(st.integers(1, 10_000), max_size=3)))
        label = unique_label(draw(st.text(min_size=1).filter(str.strip)),
                             {r.label for r in runners})
        runners.append(Runner(
            label, optimizer(), (draw(finite), draw(finite)),
            tuple(Change(step, optimizer()) for step in steps), draw(st.booleans()),
        ))
    return Experiment(
        SurfaceRecipe(surface), tuple(runners),
        StopRules(draw(st.floats(0, 1)), draw(st.floats(0, 1)), draw(st.integers(1, 10**6))),
        draw(st.text()), draw(st.integers(0, 2**53)), draw(st.integers(0, 10**6)),
        draw(st.none() | st.booleans()),
    )


@settings(max_examples=60, deadline=None)
@given(experiments())
def test_written_and_read_back_it_is_equal(experiment):
    text = json.dumps(experiment.to_dict(), allow_nan=False)
    assert Experiment.from_dict(json.loads(text)) == experiment


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner,
                                                               max_size=4),
    max_leaves=12,
)
PLACES = [
    ("version",), ("title",), ("problem",), ("problem", "kind"), ("problem", "expression"),
    ("problem", "window"), ("problem", "window", 0), ("problem", "window", 1, 0), ("runners",),
    ("runners", 0), ("runners", 0, "label"), ("runners", 0, "optimizer"),
    ("runners", 0, "settings"), ("runners", 0, "settings", "learning_rate"),
    ("runners", 0, "start"), ("runners", 0, "start", 1), ("stop",), ("stop", "step_length"),
    ("seed",),
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_anywhere_it_is_read_or_refused_in_a_line(place, value):
    try:
        experiment = Experiment.from_dict(changed(place, value))
    except BadInputError as error:
        assert "\n" not in str(error) or "\n" in repr(value)
    else:
        assert Experiment.from_dict(experiment.to_dict()) == experiment


@pytest.mark.parametrize(("path", "value", "line"), [
    (("runners", 0, "settings", "learning_rate"), -1,
     "runners[0].settings.learning_rate: must be greater than 0, got -1"),
    (("runners", 0, "settings", "learning_rate"), float("nan"),
     "runners[0].settings.learning_rate: must be a finite number, got nan"),
    (("runners", 0, "settings", "momentum"), 0.9,
     "runners[0].settings.momentum: is not a setting here; known settings: learning_rate"),
    (("runners", 0, "optimizer"), "adagrd",
     'runners[0].optimizer: there is no optimizer "adagrd"; did you mean adagrad?'),
    (("runners", 0, "start"), [0, 0, 0], "runners[0].start: must be a list of 2, got 3"),
    (("runners", 0, "start"), ..., "runners[0].start: is missing; write the start as [x, y]"),
    (("runners", 0, "start", 1), "0", 'runners[0].start[1]: must be a number, got "0"'),
    (("runners", 0, "start", 1), True, "runners[0].start[1]: must be a number, got true"),
    (("problem", "window", 0), [2, -2],
     "problem.window[0]: must rise from low to high, got [2, -2]"),
    (("problem", "expression"), "__import__('os')", "problem.expression: "),
    (("problem", "kind"), "volume",
     'problem.kind: must be one of surface, network, got "volume"'),
    (("problem", "surface"), "bowl", "problem.surface: is not known here; known keys: "),
    (("stop", "step_length"), -1e-5, "stop.step_length: must be at least 0, got -1e-05"),
    (("stop", "max_steps"), 1.5, "stop.max_steps: must be a whole number, got 1.5"),
    (("version",), 2, "version: 2 is newer than this program reads (1); update it"),
    (("version",), ..., 'version: is missing; write "version": 1'),
    (("extra",), 1, "extra: is not known here; known keys: "),
    (("seed",), -1, "seed: must be from 0 to 9007199254740992, got -1"),
    (("seed",), 10**400, "seed: must be a finite number, got a number of more than 60 digits"),
    (("runners",), [{}] * 9, "runners: at most 8, got 9"),
    (("runners",), ..., "runners: is missing"),
    (("runners", 0, "problem"), {"settings": {}}, "runners[0].problem: all runners walk on one"),
    (("runners", 0, "changes"), [{"step": 5}, {"step": 5}],
     "runners[0].changes[1].step: must be greater than 5, the one before it"),
    (("title",), 7, "title: must be a text in quotes, got 7"),
])
def test_refusals_name_the_place_and_the_mend(path, value, line):
    assert refusal(changed(path, value)).startswith(line)


def test_labels_are_made_unique():
    runner = CONTRACT["runners"][0]
    document = {**CONTRACT, "runners": [runner, runner, {**runner, "label": "GD 2"}]}
    labels = [r.label for r in Experiment.from_dict(document).runners]
    assert labels == ["GD", "GD 2", "GD 2 2"]


def test_every_surface_makes_a_new_experiment():
    for name in surfaces:
        experiment = new_experiment(name)
        assert Experiment.from_dict(experiment.to_dict()) == experiment


def test_a_change_in_the_middle_drops_later_ones():
    gd = optimizers["gradient_descent"]
    runner = Runner("GD", gd(0.1)).changed_from(10, gd(0.2)).changed_from(20, gd(0.3))
    assert runner.changed_from(15, gd(0.4)).plan == ((0, gd(0.1)), (10, gd(0.2)), (15, gd(0.4)))
    assert runner.changed_from(0, gd(0.5)).plan == ((0, gd(0.5)),)
    assert [runner.optimizer_at(i).learning_rate for i in (0, 9, 10, 19, 20, 99)] == [
        0.1, 0.1, 0.2, 0.2, 0.3, 0.3
    ]
