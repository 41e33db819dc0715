"""An optimizer as a program writes it: its rule with settings, or a library's own class."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from playground.engine.by_parts import Decaying
from playground.engine.conventions import SAME
from playground.engine.optimizer import Optimizer
from playground.lab.export.keras_rules import KERAS_CLASSES, KERAS_RULES
from playground.lab.export.rules import MEANS, RULES, Rule
from playground.lab.export.writing import known, number

_KEPT_LARGEST = "v_max = np.maximum(v_max, v)"

NO_MOMENTUM = "1e-300"
"""PyTorch keeps no velocity at momentum 0, and knows no Nesterov then; at this the numbers are the

same and it does."""


def rule_of(optimizer: Optimizer, target: str = "NumPy") -> Rule:
    """The rule with its settings; raises BadInputError where it has no such form."""
    rules = KERAS_RULES if optimizer.convention == "keras" else RULES
    rule = known(rules, "optimizer", optimizer.name, target)
    if not optimizer.settings.get("amsgrad"):
        return rule
    place = rule.lines.index(MEANS[-1]) + 1
    lines = (*rule.lines[:place], _KEPT_LARGEST, *rule.lines[place:])
    lines = tuple(line.replace("np.sqrt(v)", "np.sqrt(v_max)") for line in lines)
    return replace(rule, carried={**rule.carried, "v_max": "0.0"}, lines=lines)


_GROUPS = (
    '[{"params": [p for p in parameters if p.ndim > 1]}, '
    '{"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0}]'
)


def spares_biases(optimizer: Optimizer) -> bool:
    """Whether weights decay, and biases do not."""
    return isinstance(optimizer, Decaying) and isinstance(optimizer.decay, np.ndarray)


def torch_call(optimizer: Optimizer, parameters: str) -> str:
    """PyTorch's optimizer with every setting written; empty where it has none."""
    if spares_biases(optimizer):
        parameters = _GROUPS
    settings = {name: _written(name, value) for name, value in optimizer.settings.items()}
    return optimizer.pytorch.format(**settings).replace("(parameters", f"({parameters}")


def keras_call(optimizer: Optimizer) -> str:
    """Keras' own class where it does the same; else nothing."""
    same = optimizer.convention == "keras" or optimizer.name in SAME
    if not same or optimizer.name not in KERAS_CLASSES:
        return ""
    settings = settings_text(optimizer)
    if "weight_decay" in settings:
        settings["bias_decay"] = "0.0" if spares_biases(optimizer) else settings["weight_decay"]
    return f"keras.optimizers.{KERAS_CLASSES[optimizer.name].format(**settings)}"


def settings_text(optimizer: Optimizer) -> dict[str, str]:
    """Each setting as a program writes it, but for whether biases decay: no rule's line has it."""
    texts = {name: written(value) for name, value in optimizer.settings.items()}
    texts.pop("decay_biases", None)
    return texts


def written(value: Any) -> str:
    """A setting's value: True, 3, 0.05, 'text'."""
    return number(value) if isinstance(value, float) else repr(value)


def _written(name: str, value: Any) -> str:
    return NO_MOMENTUM if name == "momentum" and value == 0 else written(value)
