"""Edits that let a network learn from a file of rows, or race over all of them."""

from __future__ import annotations

from dataclasses import replace

from playground.engine.networks.initializers import initializers
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.edits.data import choose_dataset
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.tables.file_data import FileData

RATE = 0.05
BATCH = 32
RACE = "All rows a step against 32"
IN_ORDER = "Sorted rows, in order against shuffled"


def learn_rows(
    experiment: Experiment, dataset: FileData, runner: int | None = None
) -> Experiment:
    """Learn from a file with the network that is there; batches of 32 where a step saw all.

    Raises SettingError for a file that cannot be used.
    """
    before = experiment.problem
    if before.kind == "network" and before.batch.size is None and runner is None:
        batch = replace(before.batch, size=BATCH)
        experiment = replace(experiment, problem=replace(before, batch=batch))
    return choose_dataset(experiment, dataset, runner)


def race_over(dataset: FileData) -> Experiment:
    """Linear least squares on a file: all rows a step beside batches of 32, from zeros."""
    shared = _linear(dataset, "square")
    return _two(dataset, RACE, ("all rows", shared), (
        f"m = {BATCH}", replace(shared, batch=BatchRecipe(BATCH))
    ))


def in_order_over(dataset: FileData) -> Experiment:
    """Logistic regression on a file that is sorted by class: in order beside shuffled."""
    shared = _linear(dataset, "binary_cross_entropy")
    shared = replace(shared, batch=BatchRecipe(BATCH, sampling="in_order"))
    shuffled = replace(shared, batch=BatchRecipe(BATCH))
    return _two(dataset, IN_ORDER, ("in order", shared), ("shuffled", shuffled))


def _linear(dataset: FileData, loss: str) -> NetworkRecipe:
    data = dataset.make(0)
    network = Network((data.X.shape[1], data.y.shape[1]), ("linear",))
    return NetworkRecipe(network, dataset, loss, initializers["zeros"]())


def _two(
    dataset: FileData, title: str, one: tuple[str, NetworkRecipe], two: tuple[str, NetworkRecipe]
) -> Experiment:
    rule = optimizers["gradient_descent"].from_settings({"learning_rate": RATE})
    runners = Runner(one[0], rule), Runner(two[0], rule, problem=two[1])
    return Experiment(one[1], runners, StopRules(max_steps=100_000), title=title)


__all__ = ["in_order_over", "learn_rows", "race_over"]
