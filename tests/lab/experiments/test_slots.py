"""Slots: a runner's colour and marker, its own for as long as it is there."""

import json
from dataclasses import replace

import pytest

from playground.lab.documents.document import Document
from playground.lab.edits import surface as edits
from playground.lab.edits.seeds import keep_seeds, many_seeds
from playground.lab.experiments.experiment import (
    BadInputError,
    Experiment,
    Runner,
    new_experiment,
    with_slots,
)


def slots(experiment):
    return {runner.label: runner.slot for runner in experiment.runners}


@pytest.fixture
def three():
    """GD, Adam and Momentum, in this order."""
    return edits.add_runner(edits.add_runner(new_experiment(), "adam"), "momentum")


def test_at_first_every_runner_has_the_slot_of_its_place(three):
    assert list(slots(three).values()) == [0, 1, 2]


def test_others_keep_theirs_when_one_goes_and_the_next_takes_the_free_one(three):
    left = edits.remove_runner(three, 0)
    assert list(slots(left).values()) == [1, 2]
    again = edits.add_runner(left, "rmsprop")
    assert list(slots(again).values()) == [1, 2, 0]
    assert len(set(slots(again).values())) == 3


def test_a_duplicate_gets_another(three):
    twin = edits.duplicate_runner(three, 1)
    assert [r.slot for r in twin.runners] == [0, 1, 2, 3]


def test_undo_brings_the_slot_back(three):
    half = Document(three)
    half.record(edits.remove_runner(three, 0), "remove GD")
    assert half.undo() == three


def test_race_all_leaves_the_colours_that_are_there(three):
    only_adam = edits.remove_runner(edits.remove_runner(three, 2), 0)
    raced = slots(edits.race_all(only_adam))
    assert raced["Adam"] == 1 and sorted(raced.values()) == list(range(len(raced)))


def test_random_restarts_leave_the_others_colours(three):
    drawn = edits.random_restarts(edits.remove_runner(three, 0), 1, 4)
    assert drawn.runners[0].slot == 1 and drawn.runners[1].slot == 2
    assert len({r.slot for r in drawn.runners}) == 5


def test_seeds_that_are_drawn_again_keep_theirs():
    from playground.lab.edits.network import set_units
    from playground.lab.experiments.presets import new_network

    seeds = many_seeds(new_network(), 3)
    runners = tuple(replace(r, slot=2 - r.slot) for r in seeds.runners)
    turned = replace(seeds, runners=runners)
    after = keep_seeds(turned, set_units(turned, 1, 5))
    assert [r.slot for r in after.runners] == [2, 1, 0]


def test_the_file_keeps_them_and_says_nothing_where_they_are_as_usual(three):
    assert all("slot" not in runner for runner in three.to_dict()["runners"])
    left = edits.remove_runner(three, 0)
    written = json.loads(json.dumps(left.to_dict()))
    assert [runner["slot"] for runner in written["runners"]] == [1, 2]
    assert Experiment.from_dict(written) == left
    mixed = replace(three, runners=(replace(three.runners[0], slot=2), three.runners[1]))
    assert Experiment.from_dict(mixed.to_dict()) == mixed
    assert list(slots(mixed).values()) == [2, 1]


@pytest.mark.parametrize(("wrong", "words"), [
    (8, "runners[1].slot: must be from 0 to 7, got 8"),
    (-1, "runners[1].slot: must be"),
    (3, "runners[1].slot: 3 is that of runners[0]; every runner has another"),
    ("red", "runners[1].slot: must be"),
])
def test_a_slot_that_cannot_be_is_refused_with_its_place(three, wrong, words):
    document = three.to_dict()
    document["runners"][0]["slot"] = 3
    document["runners"][1]["slot"] = wrong
    with pytest.raises(BadInputError) as told:
        Experiment.from_dict(document)
    assert words in str(told.value)


def test_who_has_a_slot_goes_before_who_has_none():
    optimizer = new_experiment().runners[0].optimizer
    given = with_slots([
        Runner("a", optimizer), Runner("b", optimizer, slot=0), Runner("c", optimizer, slot=0),
    ])
    assert [runner.slot for runner in given] == [1, 0, 2]
