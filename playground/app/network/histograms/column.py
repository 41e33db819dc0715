"""One runner's histograms: what they are, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from playground.app.text.numbers import count, grouped, number
from playground.engine.networks.histograms import Histograms, LayerHistogram


@dataclass(frozen=True)
class Column:
    """One runner's histograms; `histograms` is None where it has no such values, and `why`."""

    slot: int
    label: str
    histograms: Histograms | None
    reference: Histograms | None = None
    why: str = ""


def percent(layer: LayerHistogram) -> str:
    """The share under 1e-6: "12 %"; a few are never called none, nor nearly all called all."""
    if not isfinite(layer.small):
        return "–"
    share = 100 * layer.small
    if 0 < share < 1:
        return "<1 %"
    return ">99 %" if 99 < share < 100 else f"{share:.0f} %"


def share_text(layer: LayerHistogram) -> str:
    """ "12 % under 10⁻⁶"."""
    return f"{percent(layer)} under 10⁻⁶"


def layer_text(column: Column, layer: LayerHistogram, several: bool) -> str:
    """ "layer 2: median 3.2×10⁻⁵, 12 % under 10⁻⁶, of 64 values"."""
    name = f"{column.label}, layer" if several else "layer"
    text = f"{name} {layer.layer}: median {number(layer.median, 3)}, {share_text(layer)}"
    if layer.zeros:
        text += f", {grouped(layer.zeros)} exactly 0"
    if layer.broken:
        text += f", {grouped(layer.broken)} not finite"
    return f"{text}, of {count(layer.size, 'value')}"
