"""The star of the exact solution on the loss surface."""

import numpy as np
import pytest
from moving import go_to

from playground.app.network.landscape.star import star_of
from playground.engine.plane import two_parameters
from playground.lab.edits import network as edits
from playground.lab.experiments.presets import presets


def test_it_stands_at_w_star_on_the_plane_of_two_weights(qtbot, open_window):
    window = open_window(presets["least_squares"].experiment(), size=(1920, 1080))
    window.mode.landscape.show()
    qtbot.waitUntil(lambda: window.mode.landscape.settled, timeout=20_000)
    go_to(window.player, 30)
    star = window.mode.landscape.canvas.star
    assert star.on_plane and (star.a, star.b) == pytest.approx((0.7, 2.0))
    window.mode.data.chooser.chosen.emit("xor")
    qtbot.waitUntil(lambda: window.mode.landscape.settled, timeout=20_000)
    window.player.edit(edits.add_layer(window.player.experiment, 1), "layer")
    qtbot.waitUntil(lambda: window.mode.landscape.settled, timeout=20_000)
    assert window.mode.landscape.canvas.star is None


def test_beside_the_plane_it_is_a_shadow():
    experiment = edits.choose_dataset(presets["least_squares"].experiment(), "linear")
    problem = experiment.problem_of(experiment.runners[0])
    plane = two_parameters(np.zeros(3), 0, 1)
    star = star_of(problem, plane)
    assert not star.on_plane
    assert star_of(presets["xor"].experiment().problem.build(0), plane) is None
