"""What people read for the parameters of a problem."""

import pytest

from playground.engine.digits import entry
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.experiments.presets import presets


def test_an_entry_is_counted_from_one_and_parted_where_it_could_be_misread():
    assert [entry(), entry(0), entry(2, 0), entry(9, 1), entry(11, 6)] == [
        "", "₁", "₃₁", "₁₀,₂", "₁₂,₇",
    ]


def test_the_parameters_of_a_surface_and_of_a_network_have_their_usual_names():
    surface = SurfaceProblem(surfaces["booth"]())
    assert [surface.name_of(k) for k in range(2)] == ["x", "y"]
    experiment = presets["xor"].experiment()
    network = experiment.problem_of(experiment.runners[0])
    names = [network.name_of(k) for k in range(network.dimension)]
    assert names[:2] + names[8:9] + names[-2:] == [
        "W₁₁⁽¹⁾", "W₁₂⁽¹⁾", "b₁⁽¹⁾", "W₄₁⁽²⁾", "b₁⁽²⁾",
    ]
    assert [network.title_of(part) for part in network.parts] == ["W⁽¹⁾", "b⁽¹⁾", "W⁽²⁾", "b⁽²⁾"]
    assert [part.name for part in network.parts] == ["W1", "b1", "W2", "b2"]  # as files have them
    for problem in (surface, network):
        for index in (-1, problem.dimension):
            with pytest.raises(IndexError):
                problem.name_of(index)
