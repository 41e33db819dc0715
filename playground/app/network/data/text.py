"""What the data panel says: how much data there is, why features cannot be chosen, the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from playground.app.text.numbers import count, grouped
from playground.engine.dataset import Data, Dataset, Drawn
from playground.engine.datasets import datasets
from playground.engine.datasets.table import Table, is_standardized
from playground.engine.parameters import SettingError, declared
from playground.lab.tables.real_data import RealData


def summary(data: Data) -> str:
    """ "250 to train on, 250 to test", and below it "2 inputs, 2 classes".

    Of rows in a file, on how many of them the risk is estimated.
    """
    test = f"{grouped(len(data.X_test))} to test" if len(data.X_test) else "none to test"
    if data.classes:
        wanted = count(data.classes, "class", "classes")
    else:
        wanted = count(data.y.shape[1], "number to predict", "numbers to predict")
    inputs = count(data.X.shape[1], "input")
    if data.source is not None:
        rows, some = grouped(data.samples), grouped(len(data.X))
        return f"{rows} rows in the file, the risk estimated on {some}\n{inputs}, {wanted}"
    return f"{grouped(len(data.X))} to train on, {test}\n{inputs}, {wanted}"


def names(data: Data, most: int = 8) -> str:
    """What the inputs and the classes are called, for a tooltip."""
    lines = [f"Inputs: {_few(data.columns, most)}"]
    if data.classes:
        lines.append(f"Classes: {_few(data.class_labels, most)}")
    elif data.target_names:
        lines.append(f"To predict: {_few(data.target_names, most)}")
    return "\n".join(lines)


def no_features(data: Data) -> str:
    """Why there are no features to choose; empty where there are."""
    inputs = data.X.shape[1]
    if inputs == 2:
        return ""
    return (
        f"These are made of two inputs x₁ and x₂, and this data has {count(inputs, 'input')}. "
        "The network sees every column as it is."
    )


def source(dataset: Dataset) -> str:
    """Whose data it is, where it is somebody's."""
    if not isinstance(dataset, RealData):
        return ""
    return f"Source: {dataset.source}. Licence: {dataset.license}."


def written_points(dataset: Dataset) -> str:
    """What became of the points once some were moved by hand; empty where none were.

    Then a table holds the numbers as the network saw them, and the samples to test on by name.
    """
    if not isinstance(dataset, Table):
        return ""
    scaled = any(is_standardized(name) for name in dataset.columns)
    if not (scaled or dataset.X_test):
        return ""
    how = ", standardized as they were" if scaled else ""
    kept = len(dataset.X_test)
    stay = f"; {grouped(kept)} {'stays' if kept == 1 else 'stay'} for testing" if kept else ""
    return f"The points are now written into the experiment{how}{stay}."


def idle_settings(dataset: Dataset) -> Mapping[str, str]:
    """The settings that do nothing here, and why."""
    if not isinstance(dataset, Table):
        return {}
    said = {}
    if dataset.X_test:
        said["test_fraction"] = (
            f"What to test on is fixed: {count(len(dataset.X_test), 'sample')} that came with the "
            "points."
        )
    if dataset.classes:
        said["standardize_target"] = "Classes have no mean and no spread; this is for numbers."
    return said


def taken_over(old: Dataset, name: str) -> Dataset:
    """Another dataset with what was chosen for the old one: samples, noise, test share."""
    new = datasets[name]()
    if not (isinstance(old, Drawn) and isinstance(new, Drawn)):
        return new
    for setting, parameter in declared(Drawn).items():
        value = getattr(old, setting)
        if value != parameter.default:
            try:
                new = replace(new, **{setting: value})
            except SettingError:
                continue
    return new


def _few(words: tuple[str, ...], most: int) -> str:
    more = f", … ({len(words)} in all)" if len(words) > most else ""
    return ", ".join(words[:most]) + more
