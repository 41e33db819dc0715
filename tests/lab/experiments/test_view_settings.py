"""How a picture is looked at stands in the experiment's file, read as strictly as all."""

import json

import pytest

from playground.lab.edits.view import set_view, view_of
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.experiments.reader import BadInputError
from playground.lab.experiments.view_settings import ViewSettings

SURFACE, XOR = new_experiment(), presets["xor"].experiment()


@pytest.mark.parametrize("experiment", [SURFACE, XOR], ids=["surface", "network"])
def test_a_file_without_it_is_looked_at_as_usual_and_stays_without_it(experiment):
    document = experiment.to_dict()
    assert "view" not in document
    assert view_of(Experiment.from_dict(document)) == ViewSettings()
    assert set_view(experiment, look="map") == experiment
    assert Experiment.from_dict({**document, "view": {"look": "map"}}) == experiment


@pytest.mark.parametrize(
    "settings",
    [
        {"look": "both"}, {"look": "round", "azimuth": -75.5, "elevation": 12.5, "stretch": 2.5},
        {"basins": True, "parabola": True}, {"sketch": False},
    ],
)
def test_what_was_chosen_is_written_and_read_back(settings):
    experiment = set_view(SURFACE, **settings)
    document = json.loads(json.dumps(experiment.to_dict()))
    assert document["view"] == settings
    assert Experiment.from_dict(document) == experiment
    assert set_view(experiment, **vars(ViewSettings())).view is None


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        ({"look": "above"}, "view.look: must be one of map, round, both, got"),
        ({"look": 3}, "view.look: must be a text in quotes, got 3"),
        ({"azimuth": 200}, "view.azimuth: must be from -180 to 180, got 200"),
        ({"elevation": 90}, "view.elevation: must be from 10 to 80, got 90"),
        ({"elevation": float("nan")}, "view.elevation: must be a finite number"),
        ({"stretch": 0}, "view.stretch: must be from 0.2 to 4, got 0"),
        ({"basins": 1}, "view.basins: must be true or false"),
        ({"parabola": "yes"}, "view.parabola: must be true or false"),
        ({"zoom": 1}, "view.zoom: is not known here; known keys: look, azimuth, elevation"),
        ([], "view: must be an object"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(view, sentence):
    with pytest.raises(BadInputError) as refusal:
        Experiment.from_dict({**SURFACE.to_dict(), "view": view})
    assert str(refusal.value).startswith(sentence)


def test_what_lies_over_a_surface_is_refused_for_a_network():
    assert Experiment.from_dict({**XOR.to_dict(), "view": {"look": "both"}}).view is not None
    for name in ("basins", "parabola", "sketch"):
        with pytest.raises(BadInputError, match=rf"view\.{name}: is for surfaces"):
            Experiment.from_dict({**XOR.to_dict(), "view": {name: True}})
