"""How large numbers are, layer by layer: histograms of log₁₀ |values| on one axis.

Of gradients, this shows where they vanish on the way back. How fast a layer learns is told by its
updates alone: many rules divide by the gradient's own size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.networks.backprop import Pass
from playground.engine.problem import Array, Part

TINY = 1e-6
"""Below this, beside gradients of about 1, a gradient has vanished."""
HARDLY = 1e-4
"""Where every layer's median gradient is below this, comparing layers is beside the point."""
ALIKE = 3
"""Medians that differ by less than this factor count as about the same."""
FINE = 16
"""Each bin is counted in so many parts, so that few numbers are left to find the median among."""
LOW, HIGH, BINS = -16.0, 4.0, 80
"""The axis: a quarter of a decade a bin; what lies outside counts in the outermost bins."""


@dataclass(frozen=True, eq=False)
class LayerHistogram:
    """The values of one layer: counts in the common bins, and what they come to.

    `zeros` are exact zeros, which have no logarithm: they are in no bin, but count in the median
    (0 where half are 0) and in `small`, the share below 1e-6. `broken` are nan or infinite.
    """

    layer: int
    counts: NDArray[np.int64]
    median: float
    small: float
    zeros: int
    broken: int
    size: int

    @property
    def log_median(self) -> float:
        """The median's place on the axis; −inf for 0."""
        return float(np.log10(self.median)) if self.median > 0 else -np.inf


@dataclass(frozen=True, eq=False)
class Histograms:
    """One histogram a layer, first layer first, on the axis `edges` (of log₁₀ |value|)."""

    edges: Array
    layers: tuple[LayerHistogram, ...]

    @property
    def ratio(self) -> float:
        """The last layer's median over the first's: of gradients, how much is lost on the way back.

        inf where the first is 0 and the last is not; nan where that says nothing.
        """
        first, last = self.layers[0].median, self.layers[-1].median
        if first > 0:
            return last / first
        return np.inf if last > 0 else np.nan

    def sentence(self, what: str = "gradient", small: str = "") -> str:
        """The comparison in plain words; `what` is gradient, weight, activation, ...

        `small` goes on where every gradient is: ", as at a minimum", for who knows the risk.
        """
        return compared(self.layers, what, small)

    @property
    def is_small(self) -> bool:
        """Whether all typical values are so small that, of gradients, comparing says nothing."""
        return all(layer.median < HARDLY for layer in self.layers)


def layer_histograms(
    layers: Sequence[Array], low: float = LOW, high: float = HIGH, bins: int = BINS
) -> Histograms:
    """Histograms of the absolute values of each layer's array, whatever its shape."""
    edges = np.linspace(low, high, bins + 1)
    with np.errstate(all="ignore"):  # exploded numbers are counted, not complained about
        found = tuple(_histogram(k, v, low, high, bins) for k, v in enumerate(layers, 1))
    return Histograms(edges, found)


def flat_histograms(
    flat: Array, parts: Sequence[Part], biases: bool = False, low: float = LOW,
    high: float = HIGH, bins: int = BINS,
) -> Histograms:
    """The same of a flat vector: gradient, parameters, or an optimizer's state of that shape.

    Only the weights of each layer, or with `biases` those too.
    """
    return layer_histograms(list(by_layer(flat, parts, biases)), low, high, bins)


def activation_histograms(
    through: Pass, low: float = LOW, high: float = HIGH, bins: int = BINS
) -> Histograms:
    """Of the activations a⁽ℓ⁾ of all samples of a Pass that went forward."""
    return layer_histograms([layer.a for layer in through.layers], low, high, bins)


def by_layer(flat: Array, parts: Sequence[Part], biases: bool = False) -> Iterator[Array]:
    """The weights (with `biases` also the biases) of each layer, each a view as a flat vector."""
    for weights, bias in zip(parts[::2], parts[1::2], strict=True):
        yield flat[weights.start : bias.slice.stop] if biases else flat[weights.slice]


def layered_states(state: Mapping[str, object], dimension: int) -> list[str]:
    """The names in an optimizer's state that have a number for each parameter."""
    return [k for k, v in state.items() if isinstance(v, np.ndarray) and v.shape == (dimension,)]


def _histogram(layer: int, values: Array, low: float, high: float, bins: int) -> LayerHistogram:
    size = np.abs(values).ravel()
    count = len(size)
    # The sum is finite unless a number is not (or the numbers are of the order of 1e300).
    if not np.isfinite(size.sum()):
        size = size[np.isfinite(size)]
    finite = len(size)
    small = int(np.count_nonzero(size < TINY))
    zeros = finite - int(np.count_nonzero(size))
    # Single precision places a number well enough, but it ends at 1e-45: what is smaller than any
    # bin (and 0) is lifted to the axis' end. Large arrays are made once and then changed in
    # place: fresh memory costs more than the logarithm.
    place = size.astype(np.float32)
    np.log10(np.maximum(place, 10.0**low, out=place), out=place)
    place -= low
    place *= bins * FINE / (high - low)
    fine_of = np.minimum(place, bins * FINE - 1, out=place).astype(np.intp)
    fine = np.bincount(fine_of, minlength=bins * FINE)
    median = _median_of(size, fine_of, fine)
    counts = fine.reshape(bins, FINE).sum(axis=1)
    counts[0] -= zeros
    share = small / finite if finite else np.nan
    return LayerHistogram(layer, counts, median, share, zeros, count - finite, count)


def _median_of(size: Array, bin_of: NDArray[np.intp], counts: NDArray[np.int64]) -> float:
    """The median of finite numbers that lie in bins: only the bins in the middle are looked at."""
    if not len(size):
        return np.nan
    upper = len(size) // 2
    lower = upper if len(size) % 2 else upper - 1
    ends = counts.cumsum()
    first, last = ends.searchsorted((lower, upper), side="right")
    if len(size) > 1000:
        size = size[(bin_of >= first) & (bin_of <= last)]
        skipped = int(ends[first - 1]) if first else 0
        lower, upper = lower - skipped, upper - skipped
    size = np.partition(size, (lower, upper))
    return (float(size[lower]) + float(size[upper])) / 2


def compared(layers: Sequence[LayerHistogram], what: str = "gradient", small: str = "") -> str:
    """ "Layer 1's gradient is 4,000 times smaller than layer 6's.", or the like."""
    if not layers:
        return "There are no layers to compare."
    broken = [layer.layer for layer in layers if layer.broken]
    if broken:
        return f"Layer {broken[0]} has values that are not finite: the numbers have exploded."
    if len(layers) == 1:
        return f"There is one layer; its typical {what} is {layers[0].median:.2g}."
    low, high = min(layers, key=_median), max(layers, key=_median)
    if high.median == 0:
        end = ": at least half of the weights get no push" if what == "gradient" else ""
        return f"Every layer's typical {what} is 0{end}."
    if low.median == 0:
        share = round(100 * low.zeros / low.size)
        end = "of its weights get no push at all" if what == "gradient" else "of them are exactly 0"
        return f"Layer {low.layer}'s typical {what} is 0: {share} % {end}."
    if what == "gradient" and high.median < HARDLY:
        why = small or ", as at a minimum, at a saddle or on a plateau"
        return f"Every layer's typical gradient is under 10⁻⁴{why}."
    return _first_and_last(layers[0], layers[-1], what)


def _first_and_last(first: LayerHistogram, last: LayerHistogram, what: str) -> str:
    """Gradients come back from the last layer to the first: these two say what was lost."""
    smaller = last.median > first.median
    ratio = last.median / first.median if smaller else first.median / last.median
    whose = what if what == "gradient" else f"typical {what}"
    one, other = f"Layer {first.layer}'s {whose}", f"layer {last.layer}'s"
    if ratio < ALIKE:
        return f"{one} is about as large as {other}."
    return f"{one} is {_times(ratio)} times {'smaller' if smaller else 'larger'} than {other}."


def _median(layer: LayerHistogram) -> float:
    return layer.median


def _times(ratio: float) -> str:
    """A ratio in two digits, as one says it: "4,000", "12", "3.4", "2 million"."""
    if ratio < 10:
        return f"{ratio:.2g}"
    if ratio >= 1e15:
        return f"10^{np.log10(ratio):.0f}"
    digits = int(np.floor(np.log10(ratio)))
    rounded = round(ratio, 1 - digits)
    for value, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if rounded >= value:
            return f"{rounded / value:.3g} {word}"
    return f"{rounded:,.0f}"
