"""The mistakes that people make, by name: what each computes wrongly, and what to say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from playground.engine.networks.by_hand import Slip as HandSlip

Slip: TypeAlias = Literal[
    "", "transpose", "forgot_slope", "dead_relu", "updated_weights", "forgot_bias",
    "factor_2", "sum", "sign",
]
HAND: frozenset[str] = frozenset(get_args(HandSlip))
"""Those that are made inside of backpropagation by hand."""

SENTENCES: Mapping[Slip, str] = {
    "transpose": "This is what the transposed matrix gives: z = Wᵀa sums down a column of W, and "
    "∂H/∂a = W ∂H/∂z along a row.",
    "forgot_slope": "The factor g′(z) is missing: ∂H/∂z = ∂H/∂a · g′(z).",
    "dead_relu": "A ReLU with z below 0 passes nothing back: its g′(z) is 0, not 1.",
    "updated_weights": "These are numbers with weights that were updated already: the whole "
    "gradient is taken at the old weights, and then all are moved.",
    "forgot_bias": "The bias b is missing: z = Wᵀa + b.",
    "factor_2": "The factor 2 of the square loss is missing: the derivative of (H − y)² is "
    "2 (H − y).",
    "sum": "This is the sum over the samples; the risk is their mean.",
    "sign": "The sign is the other way round.",
}
_OTHER_NAMES: Mapping[str, Slip] = {
    "forgot_g": "forgot_slope", "forgot_g_prime": "forgot_slope", "no_slope": "forgot_slope",
    "forgot_factor_2": "factor_2", "forgot_2": "factor_2", "forgot_the_factor_2": "factor_2",
    "sum_instead_of_mean": "sum", "sum_in_place_of_mean": "sum", "wrong_sign": "sign",
    "used_updated_weights": "updated_weights", "dead_relu_counted_1": "dead_relu",
    "transposed": "transpose", "forgot_the_bias": "forgot_bias",
}


def slip_of(text: str) -> Slip | None:
    """The mistake of that name, as "forgot g'" or "sum instead of mean"; None for another."""
    name = re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")
    if name in SENTENCES:
        return name  # type: ignore[return-value]
    return _OTHER_NAMES.get(name)
