"""What an experiment is called after an edit: the same rule for surfaces and networks."""

from dataclasses import replace

import pytest

from playground.engine.datasets import datasets
from playground.engine.surfaces import surfaces
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network, presets, retitled


def surface_after(title, *names):
    experiment = replace(new_experiment(), title=title)
    for name in names:
        experiment = edits.choose_surface(experiment, surfaces[name]())
    return experiment.title


def network_after(title, *names):
    experiment = replace(new_network(), title=title)
    for name in names:
        experiment = retitled(network_edits.choose_dataset(experiment, name))
    return experiment.title


@pytest.mark.parametrize(("after", "names", "titles"), [
    (surface_after, ("booth", "beale"), surfaces),
    (network_after, ("spiral", "circle"), datasets),
])
def test_a_title_that_was_given_follows_and_one_that_was_written_says_that_it_is_changed(
    after, names, titles
):
    first, second = names
    assert after("", first) == titles[first].title
    assert after("", first, second) == titles[second].title
    assert after("Homework 3", first) == "Homework 3 (changed)"
    assert after("Homework 3", first, second) == "Homework 3 (changed)"


def test_settings_are_no_other_surface_and_no_other_data():
    bowl = replace(new_experiment("bowl"), title="Narrow valleys")
    assert edits.set_surface_setting(bowl, "kappa", 9.0).title == "Narrow valleys"
    assert edits.choose_surface(bowl, surfaces["bowl"](kappa=9.0)).title == "Narrow valleys"
    moons = network_edits.choose_dataset(new_network(), "moons")
    moons = replace(moons, title="Curved")
    assert network_edits.set_dataset_setting(moons, "noise", 0.3).title == "Curved"


def test_a_preset_with_other_data_is_called_after_these():
    spiral = network_edits.choose_dataset(presets["xor"].experiment(), "spiral")
    assert retitled(spiral).title == datasets["spiral"].title
