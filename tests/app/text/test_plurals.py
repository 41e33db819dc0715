"""One of a thing is one thing: 1 sample, 2 samples."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from playground.app.core.view import Scene
from playground.app.network.confusion.view import ConfusionView
from playground.app.network.facts import facts_of, summary
from playground.app.network.histograms.column import Column, layer_text
from playground.app.text.numbers import count
from playground.engine.datasets import datasets
from playground.engine.networks.histograms import layer_histograms
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.lab.edits.fit import what_changed
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe


def scene_of(samples):
    """One input, one output, and so many numbers to learn from."""
    inline = {"X": [[float(k)] for k in range(samples)], "y": [[2.0 * k] for k in range(samples)]}
    recipe = NetworkRecipe(
        Network((1, 1), ("linear",)), datasets["inline"].from_settings(inline), "square"
    )
    experiment = Experiment(recipe, (Runner("GD", optimizers["gradient_descent"](0.01)),))
    run = experiment.run_of(experiment.runners[0])
    run.ensure(2)
    return Scene(experiment, (run,))


@pytest.mark.parametrize(("number", "text"), [(0, "0 classes"), (1, "1 class"), (2, "2 classes")])
def test_a_count_goes_with_its_word(number, text):
    assert count(number, "class", "classes") == text


@pytest.mark.parametrize(("samples", "text"), [
    (1, "1 training sample, "), (2, "2 training samples, "),
])
def test_right_and_wrong_counts_its_samples(qtbot, samples, text):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_scene(scene_of(samples), 1)
    assert any(text in label.text() for label in view.findChildren(QLabel))


def test_a_network_of_one_input():
    assert summary(facts_of(scene_of(3), 0)).startswith("A network of 1 input (x")


def test_a_batch_of_one_sample():
    before = scene_of(3).experiment.problem
    before = replace(before, batch=BatchRecipe(3, "mean"))
    after = replace(
        before, batch=BatchRecipe(1, "mean"),
        dataset=datasets["inline"].from_settings({"X": [[1.0]], "y": [[2.0]]}),
    )
    assert "A batch is now 1 sample: there are no more to train on." in what_changed(before, after)


def test_a_layer_of_one_value():
    histograms = layer_histograms([np.ones(1), np.ones(2)])
    said = [
        layer_text(Column(0, "GD", histograms), layer, several=False) for layer in histograms.layers
    ]
    assert said[0].endswith(", of 1 value") and said[1].endswith(", of 2 values")
