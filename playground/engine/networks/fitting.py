"""Fitting a network to data, seen as a Problem: theta holds the weights, the loss is the risk.

R(w) = 1/n Σ ℓ(H(x⁽ⁱ⁾; w), y⁽ⁱ⁾) over all training data; a step sees the samples of its batch.
"""

# ruff: noqa: N803, N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from weakref import WeakValueDictionary

import numpy as np

from playground.engine.data_problem import DataProblem
from playground.engine.dataset import Data
from playground.engine.networks.backprop import Pass
from playground.engine.networks.batches import Batches
from playground.engine.networks.features import input_labels, inputs_of
from playground.engine.networks.initializers import XavierUniform
from playground.engine.networks.losses import Loss
from playground.engine.networks.network import Network
from playground.engine.networks.place import raised
from playground.engine.parameters import SettingError, shown
from playground.engine.problem import Array, Part, UnfinishedError, weights_alone

BLOCK_ROWS, BLOCK_NUMBERS = 4096, 2**20
"""Of a source so many rows, or values of nodes, are in memory at once: they stay in the cache."""
LONG = 200_000
"""Rows times nodes of a source that may be gone through at once, for that is quick."""
MOST_KEPT = 8
"""Of so many places a gradient over all rows is kept, done or half done."""

_ONE = np.ones(())


class _Work(NamedTuple):
    """A pass through the network with the targets of its samples, to be filled again and again."""

    through: Pass
    y: Array
    scale: Array
    """1 / n, which makes a mean of a sum; as an array, which NumPy takes faster than a float."""


@dataclass
class _Sum:
    """What the rows of a source up to `rows` add up to."""

    rows: int
    loss: float
    grad: Array


class _Samples:
    """The rows of X with a 1 behind each, from which batches are taken; not to be written to.

    Problems on the same rows share it: another batch size does not copy a large table again.
    """

    _known: WeakValueDictionary[int, _Samples] = WeakValueDictionary()

    def __init__(self, X: Array) -> None:
        self.X = X  # as long as this lives, no other array has its id
        self.and_one = np.ones((len(X), X.shape[1] + 1))
        self.and_one[:, :-1] = X

    @classmethod
    def of(cls, X: Array) -> _Samples:
        """The one that is there for these rows, or a new one."""
        found = cls._known.get(id(X))
        if found is None:
            found = cls._known[id(X)] = cls(X)
        return found


class FittingProblem(DataProblem):
    """Minimize the risk of a network on training data.

    A batch's loss and gradient are the mean (or sum) over the batch; the penalty
    λ₁ Σ|w| + λ₂/2 Σ w² on the weights is added once, also to the risk. The arrays inside are
    scratch and every result is new, so runs may share a problem, taking turns in one thread.

    `features` are computed from the data before the first layer: `data` stays as it is, `X` and
    `X_test` are what the network sees. `frozen` lists flat indices of parameters that stay where
    they start: their entries of every gradient are 0, the penalty's too, so no optimizer moves
    them. (The loss still depends on them: differences along them are not the 0 that is returned.)
    Raises SettingError for data, labels and numbers that do not fit the network.
    """

    def __init__(
        self, network: Network, data: Data, loss: Loss, start: Array | None = None,
        batches: Batches | None = None, reduction: str = "mean", l1: float = 0.0, l2: float = 0.0,
        features: Sequence[str] = (), frozen: Sequence[int] = (),
    ) -> None:
        batches = batches or Batches(data.samples)
        super().__init__(network.parts, data, batches, reduction, l1, l2)
        self.network, self.loss = network, loss
        self.features = tuple(features)
        self.X, self.X_test = self.inputs(data.X), self.inputs(data.X_test)
        self.y, self.y_test = data.targets_for(loss)
        self._check_shapes()
        self._start = XavierUniform().theta(network, 0) if start is None else np.array(start)
        if self._start.shape != (network.dimension,):
            raise ValueError(f"start must have {network.dimension} numbers, got {start!r:.60}")
        self._is_weight = weights_alone(self.parts)
        self.frozen = tuple(frozen)
        self._frozen = np.array(check_frozen(self.frozen, network), dtype=np.intp)
        self._by_size: dict[int, _Work] = {}
        self._blocks: dict[int, _Work] = {}
        self._sums: dict[bytes, _Sum] = {}
        self._plain = not self.features and loss.labels == "numbers"
        """Whether rows of a source go into the network as they are, whatever they hold."""
        over_rows = data.source is not None and self.batches.is_full
        self.takes_long = over_rows and data.samples * sum(network.sizes) > LONG
        held = data.source is None and not self.batches.is_full
        self._samples = _Samples.of(self.X) if held else None

    def start(self) -> Array:
        return self._start.copy()

    def twin(self) -> FittingProblem:
        """The same problem with scratch arrays of its own: for another thread."""
        return FittingProblem(
            self.network, self.data, self.loss, self._start, self.batches, self.reduction,
            self.l1, self.l2, self.features, self.frozen,
        )

    def name_of(self, index: int) -> str:
        return self.network.place_of(index).name

    def title_of(self, part: Part) -> str:
        return f"{part.name[0]}{raised(int(part.name[1:]))}"

    def inputs(self, X: Array) -> Array:
        """What the network sees of rows of the data, shape (rows, n(0)): features, or the rows."""
        return inputs_of(X, self.features)

    def predict(self, theta: Array, X: Array) -> Array:
        """H at rows as the data has them (a grid over the inputs, say), shape (rows, n(L))."""
        return self.network.predict(theta, self.inputs(X))

    @property
    def input_labels(self) -> tuple[str, ...]:
        """What each input node stands for: "x₁²", "bill_length_mm"."""
        return input_labels(self.features, self.data.columns)

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        rows = self.batches.rows(index)
        source = self.data.source
        if rows is None and len(self.X) == self.data.samples:
            work = self._everything
        elif rows is None:
            return self._over_rows(theta, not self.sums)
        elif source is not None:
            work = self._fetched(*source.take(rows))
        else:
            work = self._work_for(len(rows))
            assert self._samples is not None
            # The rows are in range; with mode "clip", NumPy writes without a detour.
            self._samples.and_one.take(rows, 0, work.through.x_and_one, "clip")
            self.y.take(rows, 0, work.y, "clip")
        return self._evaluate(work, theta, _ONE if self.sums else work.scale)

    def risk_and_grad(self, theta: Array) -> tuple[float, Array]:
        with np.errstate(all="ignore"):
            return self._evaluate(self._everything, theta, self._everything.scale)

    def backpropagated(self, theta: Array) -> Pass:
        """The samples that the risk is taken on after the way there and back, each with its own
        ∂ℓ/∂H and not divided by how many there are, at theta, shape (dimension,). The next
        evaluation writes over it.
        """
        through, y, _ = self._everything
        with np.errstate(all="ignore"):
            self.loss.derivative(through.forward(theta), y, through.dH_da)
            through.backward()
        return through

    def full_risk_and_grad(
        self, theta: Array, told: Callable[[int], object] | None = None
    ) -> tuple[float, Array]:
        """The same over every row of a source, of which `risk_and_grad` sees some.

        theta and the gradient have the shape (dimension,). `told` hears how many rows are done.
        """
        if len(self.X) == self.data.samples:
            return self.risk_and_grad(theta)
        self._sums.clear()  # whoever asks for it wants every row to be read
        with np.errstate(all="ignore"):
            return self._over_rows(theta, True, told)

    def risk_standard_error(self, theta: Array) -> float:
        """s / √m of the loss of the m samples that the risk is estimated on; 0 where they are all.

        theta has the shape (dimension,); s² is the variance with divisor m − 1.
        """
        if len(self.X) == self.data.samples:
            return 0.0
        with np.errstate(all="ignore"):
            losses = self.loss.value(self.network.predict(theta, self.X), self.y)
            return float(np.std(losses, ddof=1) / np.sqrt(len(losses)))

    def test_risk(self, theta: Array) -> float | None:
        if not len(self.y_test):
            return None
        with np.errstate(all="ignore"):
            H = self.network.predict(theta, self.X_test)
            return float(np.mean(self.loss.value(H, self.y_test)))

    def batch(self, index: int) -> Array:
        """What the network sees of the samples of step `index`, shape (samples, n(0)).

        Where a step sees all rows of a source, those that its risk is estimated on.
        """
        rows, source = self.batches.rows(index), self.data.source
        if rows is None:
            return self.X
        return self.X[rows] if source is None else self.inputs(source.take(rows)[0])

    @property
    def nbytes(self) -> int:
        data = [self.X, self.y, self.X_test, self.y_test]
        if self._samples is not None:
            data.append(self._samples.and_one)
        rows = sum(self._by_size) + sum(self._blocks)
        if "_everything" in self.__dict__:
            rows += len(self.X)
        # A pass holds z, a and their two slopes for every node and sample.
        return sum(array.nbytes for array in data) + 4 * 8 * rows * sum(self.network.sizes)

    def penalty(self, theta: Array) -> float:
        if not self.penalized:
            return 0.0
        w = theta * self._is_weight
        return self.l1 * float(np.abs(w).sum()) + self.l2 / 2 * float(w @ w)

    def penalty_gradient(self, theta: Array) -> Array:
        w = theta * self._is_weight
        return self.l1 * np.sign(w) + self.l2 * w

    def _evaluate(self, work: _Work, theta: Array, scale: Array) -> tuple[float, Array]:
        """Forward, the loss, backward, and the penalty."""
        return self._penalized(theta, *self._sum(work, theta, scale))

    def _sum(self, work: _Work, theta: Array, scale: Array) -> tuple[float, Array]:
        """∇R = 1/n Σ ∂ℓ/∂H ∇H, with a scale in place of 1/n."""
        through, y, _ = work
        H = through.forward(theta)
        slope = self.loss.derivative(H, y, through.dH_da)
        loss = float(scale) * self.loss.total(H, y, slope)
        np.multiply(slope, scale, slope)
        return loss, through.backward()

    def _penalized(self, theta: Array, loss: float, grad: Array) -> tuple[float, Array]:
        if self.penalized:
            loss += self.penalty(theta)
            grad += self.penalty_gradient(theta)
        if self.frozen:
            grad[self._frozen] = 0
        return loss, grad

    def _over_rows(
        self, theta: Array, mean: bool, told: Callable[[int], object] | None = None
    ) -> tuple[float, Array]:
        """Loss and gradient over all rows of the source, a block of them in memory at a time."""
        source = self.data.source
        assert source is not None
        n = source.samples
        scale = np.asarray(1 / n) if mean else _ONE
        some = max(1, min(BLOCK_ROWS, BLOCK_NUMBERS // sum(self.network.sizes)))
        done = self._sum_at(theta, mean)
        first = done.rows
        while done.rows < n:
            if self.enough is not None and done.rows > first and self.enough():
                raise UnfinishedError
            end = min(done.rows + some, n)
            if self._plain:
                work = self._block_of(end - done.rows)
                source.fill(done.rows, end, work.through.x_and_one, work.y)
            else:
                work = self._fetched(*source.block(done.rows, end))
            part, slope = self._sum(work, theta, scale)
            if self._plain and not np.isfinite(part + slope.sum()):
                source.block(done.rows, end)  # which says so where the rows are to blame
            done.loss, done.grad = done.loss + part, done.grad + slope
            done.rows += len(work.y)
            if told:
                told(done.rows)
        return self._penalized(theta, done.loss, done.grad.copy())

    def _sum_at(self, theta: Array, mean: bool) -> _Sum:
        """What was added up before at the same parameters, or nothing yet."""
        key = theta.tobytes() + bytes([mean])
        done = self._sums.pop(key, None) or _Sum(0, 0.0, np.zeros(self.network.dimension))
        self._sums[key] = done  # the last one that was asked for stands last
        if len(self._sums) > MOST_KEPT:
            del self._sums[next(iter(self._sums))]
        return done

    def _fetched(self, X: Array, y: Array) -> _Work:
        """Rows of the source, ready to go through the network."""
        if self.loss.labels != "numbers":
            self.loss.check_labels(y)
        work = self._work_for(len(X))
        work.through.x[:] = self.inputs(X)
        work.y[:] = y
        return work

    def _work_for(self, rows: int) -> _Work:
        work = self._by_size.get(rows)
        if work is None:
            work = self._by_size[rows] = self._make_work(rows)
        return work

    def _block_of(self, rows: int) -> _Work:
        """The same for a block of a source that is gone through from its first row to the last."""
        work = self._blocks.get(rows)
        if work is None:
            work = self._blocks[rows] = self._make_work(rows, True)
        return work

    @cached_property
    def _everything(self) -> _Work:
        """All the training data; made when first needed, for large tables take a while."""
        work = self._make_work(len(self.X))
        np.copyto(work.through.x, self.X)
        np.copyto(work.y, self.y)
        return work

    def _make_work(self, rows: int, by_column: bool = False) -> _Work:
        y = np.empty((rows, self.network.sizes[-1]))
        return _Work(self.network.make_pass(rows, by_column), y, np.asarray(1 / rows))

    def _check_shapes(self) -> None:
        inputs, outputs = self.network.sizes[0], self.network.sizes[-1]
        if self.X.shape[1] != inputs:
            what = "of input features chosen" if self.features else "of inputs in the data"
            raise SettingError(
                "sizes[0]", f"must be {self.X.shape[1]}, the number {what}, got {inputs}"
            )
        if self.y.shape[1] != outputs:
            raise SettingError(
                f"sizes[{len(self.network.sizes) - 1}]", f"must be {self.y.shape[1]}, the number "
                f"of outputs that {self.loss.name} needs here, got {outputs}",
            )


def check_frozen(frozen: object, network: Network) -> tuple[int, ...]:
    """Flat indices in order, each once; raises SettingError at "frozen" or "frozen[3]"."""
    if not isinstance(frozen, (list, tuple)):
        raise SettingError("frozen", f"must be a list of flat indices, got {shown(frozen)}")
    for i, index in enumerate(frozen):
        whole = isinstance(index, int) and not isinstance(index, bool)
        if not whole or not 0 <= index < network.dimension:
            raise SettingError(
                f"frozen[{i}]", "must be the flat index of a parameter, a whole number from 0 to "
                f"{network.dimension - 1}, got {shown(index)}",
            )
    return tuple(sorted(set(frozen)))
