"""How batches are drawn, in words."""

from __future__ import annotations

SAMPLING_TITLES = {
    "shuffle": "Shuffled each epoch",
    "replacement": "With replacement",
    "in_order": "In order",
}
