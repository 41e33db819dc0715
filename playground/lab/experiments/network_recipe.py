"""The "network" kind of problem in an experiment: a network fitted to data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, TypeVar

from playground.engine.dataset import Data, Dataset
from playground.engine.datasets import datasets
from playground.engine.networks.batches import Batches
from playground.engine.networks.features import checked as checked_features
from playground.engine.networks.fitting import FittingProblem, check_frozen
from playground.engine.networks.initializers import Initializer, XavierUniform, initializers
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.parameters import SettingError
from playground.engine.problem import Array
from playground.lab.experiments.reader import Reader
from playground.lab.tables import file_data, real_data

T = TypeVar("T")
Nested = tuple[Any, ...]
REAL = real_data.RealData
FILE = file_data.FileData
"""Importing the data of files registers it: from here on every registry has it."""

BATCH_KEYS = ("size", "reduction", "sampling")


@dataclass(frozen=True)
class BatchRecipe:
    """How many samples a step sees (None: all), how they add up and how they are drawn."""

    size: int | None = None
    reduction: str = "mean"
    sampling: str = "shuffle"


@dataclass(frozen=True)
class NetworkRecipe:
    """Fit a network to data; `weights` and `biases` override what the initializer draws.

    `features` are what the network sees of two-dimensional data (empty: the data's own columns);
    `frozen` lists the flat indices of parameters that stay where they start. The initializer
    draws from `initializer_seed`, so that the same data can be learnt from many starts; None is
    the experiment's seed.
    """

    network: Network
    dataset: Dataset
    loss: str
    initializer: Initializer = field(default_factory=XavierUniform)
    weights: Nested | None = None
    biases: Nested | None = None
    batch: BatchRecipe = field(default_factory=BatchRecipe)
    l1: float = 0.0
    l2: float = 0.0
    features: tuple[str, ...] = ()
    frozen: tuple[int, ...] = ()
    initializer_seed: int | None = None

    kind: ClassVar[Literal["network"]] = "network"
    overridable: ClassVar[bool] = True

    @property
    def subject(self) -> str:
        """What this is about: a cursor means nothing any more when it changes."""
        return self.dataset.name

    def build(self, seed: int) -> FittingProblem:
        """The problem, with data, start and batches drawn from the seed.

        Raises SettingError, whose name is the place inside the problem, for what does not fit.
        """
        data = self._data(seed)
        batch = self.batch
        start = self.start(seed)
        return _at("batch.", ("size", "sampling", "reduction"), lambda: FittingProblem(
            self.network, data, losses[self.loss](), start,
            Batches(data.samples, batch.size, batch.sampling, seed),
            batch.reduction, self.l1, self.l2, self.features, self.frozen,
        ))

    def start(self, seed: int) -> Array:
        """The parameters that training starts from, flat."""
        own = seed if self.initializer_seed is None else self.initializer_seed
        drawn = self.initializer.theta(self.network, own)
        return self.network.with_weights(drawn, _listed(self.weights), _listed(self.biases))

    def _data(self, seed: int) -> Data:
        return _at("dataset.settings.", None, lambda: self.dataset.make(seed))

    def to_dict(self) -> dict[str, Any]:
        """As the experiment file writes it."""
        written: dict[str, Any] = {
            "kind": self.kind,
            "sizes": list(self.network.sizes),
            "activations": list(self.network.activations),
            "initializer": {
                "name": self.initializer.name, "settings": self.initializer.settings
            },
        }
        if self.initializer_seed is not None:
            written["initializer"]["seed"] = self.initializer_seed
        for name in ("weights", "biases", "features", "frozen"):
            if getattr(self, name) not in (None, ()):
                written[name] = _listed(getattr(self, name))
        written["dataset"] = {"name": self.dataset.name, "settings": self.dataset.settings}
        written["loss"] = self.loss
        written["batch"] = {f.name: getattr(self.batch, f.name) for f in fields(self.batch)}
        for name in ("l1", "l2"):
            if getattr(self, name):
                written[name] = getattr(self, name)
        return written

    @classmethod
    def read(cls, reader: Reader) -> NetworkRecipe:
        """From the file's object; raises BadInputError."""
        reader.keys(
            ["kind", "sizes", "activations", "dataset", "loss"],
            ["initializer", "weights", "biases", "batch", "l1", "l2", "features", "frozen"],
        )
        try:
            network = Network(reader.at("sizes").value, reader.at("activations").value)
            initializer, seed = _read_initializer(reader.at("initializer"))
            features, frozen = reader.at("features").value, reader.at("frozen").value
            recipe = cls(
                network=network,
                dataset=_named(reader.at("dataset"), datasets),
                loss=reader.at("loss").one_of(losses).name,
                initializer=initializer,
                weights=_frozen(reader.at("weights").value),
                biases=_frozen(reader.at("biases").value),
                batch=_read_batch(reader.at("batch")),
                l1=_number_or_0(reader.at("l1")),
                l2=_number_or_0(reader.at("l2")),
                features=() if features is None else checked_features(features),
                frozen=() if frozen is None else check_frozen(frozen, network),
                initializer_seed=seed,
            )
            recipe.build(seed=0)  # shapes and labels fit each other, or it says what does not
        except SettingError as error:
            reader.at_path(error.name).fail(str(error))
        return recipe

    def read_start(self, reader: Reader) -> tuple[float, ...] | None:
        """A start for every parameter, flat; a network need not have one."""
        if reader.value is None:
            return None
        numbers = tuple(item.number() for item in reader.items())
        if len(numbers) != self.network.dimension:
            reader.fail(f"must be a list of {self.network.dimension}, got {len(numbers)}")
        return numbers


def _at(prefix: str, names: tuple[str, ...] | None, make: Callable[[], T]) -> T:
    """What `make` makes; a SettingError about one of `names` gets `prefix` before its place."""
    try:
        return make()
    except SettingError as error:
        if names is None or error.name in names:
            raise SettingError(prefix + error.name, str(error)) from None
        raise


def _named(reader: Reader, registry: Any) -> Any:
    """{"name": ..., "settings": {...}} as an object of what is registered under the name."""
    reader.keys(["name"], ["settings"])
    return reader.at("settings").settings_for(reader.at("name").one_of(registry))


def _read_initializer(reader: Reader) -> tuple[Initializer, int | None]:
    """The initializer and the seed of its own, if it has one."""
    if reader.value is None:
        return XavierUniform(), None
    reader.keys(["name"], ["settings", "seed"])
    seed = reader.at("seed")
    chosen = reader.at("settings").settings_for(reader.at("name").one_of(initializers))
    return chosen, None if seed.value is None else seed.whole()


def _number_or_0(reader: Reader) -> float:
    """A number; null or nothing is 0, so that a runner can take the shared problem's back."""
    return 0.0 if reader.value is None else reader.number()


def _read_batch(reader: Reader) -> BatchRecipe:
    if reader.value is None:
        return BatchRecipe()
    reader.keys((), BATCH_KEYS)
    given = {key: reader.at(key).value for key in BATCH_KEYS if key in reader}
    size = given.get("size")
    if isinstance(size, float) and size.is_integer():
        given["size"] = int(size)
    return BatchRecipe(**given)


def nested(network: Network, theta: Array) -> tuple[Nested, Nested]:
    """`weights` and `biases` as recipes hold them, from flat parameters."""
    weights = tuple(_frozen(part.of(theta).tolist()) for part in network.parts[::2])
    biases = tuple(_frozen(part.of(theta).tolist()) for part in network.parts[1::2])
    return weights, biases


def _frozen(value: Any) -> Any:
    """Lists as tuples, all the way down: a recipe is hashable and cannot change."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _listed(value: Any) -> Any:
    return list(map(_listed, value)) if isinstance(value, tuple) else value
