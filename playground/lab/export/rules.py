"""Every optimizer's rule in other words, as lines of NumPy that do for Keras, too.

The lines take theta, g (the gradient) and what is carried from step to step, and make the next of
each; `np` in them is `ops` for Keras. They are those of `engine/optimizers`, in the same order of
operations, so that a NumPy program gets the same numbers to the last digit. PyTorch has its own
classes; which one, the optimizers themselves know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from playground.engine.optimizer import Optimizer
from playground.lab.export.writing import known, number


@dataclass(frozen=True)
class Rule:
    """`carried` names what goes from step to step with its first value (a setting's name, or a
    number); `lines` are the update, the last one the new theta.
    """

    carried: dict[str, str]
    lines: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether it knows the number of its update, t."""
        return "t" in self.carried


_MOMENTS = {"m": "0.0", "v": "0.0", "t": "0"}
_MEANS = (
    "t = t + 1",
    "m = beta1 * m + (1 - beta1) * g",
    "v = beta2 * v + (1 - beta2) * (g * g)",
)
_ADAM = (
    "root = np.sqrt(v) / np.sqrt(1 - beta2**t) + epsilon",
    "theta = theta - learning_rate / (1 - beta1**t) * (m / root)",
)
_DECAY = "theta = (1 - learning_rate * weight_decay) * theta"

RULES: dict[str, Rule] = {
    "gradient_descent": Rule({}, ("theta = theta - learning_rate * g",)),
    "momentum": Rule(
        {"velocity": "0.0"},
        ("velocity = momentum * velocity + g", "theta = theta - learning_rate * velocity"),
    ),
    "nesterov": Rule(
        {"velocity": "0.0"},
        (
            "velocity = momentum * velocity + g",
            "theta = theta - learning_rate * (g + momentum * velocity)",
        ),
    ),
    "adagrad": Rule(
        {"sum_of_squares": "initial_accumulator"},
        (
            "sum_of_squares = sum_of_squares + g * g",
            "theta = theta - learning_rate * g / (np.sqrt(sum_of_squares) + epsilon)",
        ),
    ),
    "rmsprop": Rule(
        {"v": "0.0"},
        (
            "v = rho * v + (1 - rho) * (g * g)",
            "theta = theta - learning_rate * g / (np.sqrt(v) + epsilon)",
        ),
    ),
    "adam": Rule(_MOMENTS, (*_MEANS, *_ADAM)),
    "adamw": Rule(_MOMENTS, (_DECAY, *_MEANS, *_ADAM)),
    "nadam": Rule(
        {**_MOMENTS, "momenta": "1.0"},
        (
            *_MEANS,
            "now = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))",
            "later = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))",
            "momenta = momenta * now",
            "ahead = (1 - now) / (1 - momenta) * g + later / (1 - momenta * later) * m",
            "rate = learning_rate / (np.sqrt(v / (1 - beta2**t)) + epsilon)",
            "theta = theta - rate * ahead",
        ),
    ),
    "radam": Rule(
        _MOMENTS,
        (
            *_MEANS,
            "end, kept = 2 / (1 - beta2) - 1, beta2**t",
            "rho = end - 2 * t * kept / (1 - kept)",
            "share = (rho - 4) * (rho - 2) * end / ((end - 4) * (end - 2) * rho)",
            "trust = np.sqrt(np.maximum(share, 0)) * np.sqrt(1 - kept)",
            "rate = np.where(rho > 5, trust / (np.sqrt(v) + epsilon), np.ones_like(v))",
            "theta = theta - learning_rate * rate * (m / (1 - beta1**t))",
        ),
    ),
    "adamax": Rule(
        {"m": "0.0", "u": "0.0", "t": "0"},
        (
            "t = t + 1",
            "m = beta1 * m + (1 - beta1) * g",
            "u = np.maximum(beta2 * u, np.abs(g) + epsilon)",
            "theta = theta - learning_rate / (1 - beta1**t) * (m / u)",
        ),
    ),
    "adadelta": Rule(
        {"mean_square": "0.0", "mean_step": "0.0"},
        (
            "mean_square = rho * mean_square + (1 - rho) * (g * g)",
            "d = np.sqrt(mean_step + epsilon) / np.sqrt(mean_square + epsilon) * g",
            "mean_step = rho * mean_step + (1 - rho) * (d * d)",
            "theta = theta - learning_rate * d",
        ),
    ),
    "rprop": Rule(
        {"steps": "learning_rate", "before": "0.0"},
        (
            "agree = np.sign(g * before)",
            "factor = np.where(agree > 0, eta_plus, np.where(agree < 0, eta_minus, 1.0))",
            "steps = np.clip(factor * steps, step_min, step_max)",
            "before = np.where(agree < 0, 0.0, g)",
            "theta = theta - np.sign(before) * steps",
        ),
    ),
    "lion": Rule(
        {"m": "0.0"},
        (
            "sign = np.sign(beta1 * m + (1 - beta1) * g)",
            "theta = theta - learning_rate * (sign + weight_decay * theta)",
            "m = beta2 * m + (1 - beta2) * g",
        ),
    ),
}
_VELOCITY = "momentum_step = momentum * momentum_step - learning_rate * g"
KERAS_RULES: dict[str, Rule] = {
    "momentum": Rule({"momentum_step": "0.0"}, (_VELOCITY, "theta = theta + momentum_step")),
    "nesterov": Rule(
        {"momentum_step": "0.0"},
        (_VELOCITY, "theta = theta + momentum * momentum_step - learning_rate * g"),
    ),
    "adagrad": Rule(
        {"sum_of_squares": "initial_accumulator"},
        (
            "sum_of_squares = sum_of_squares + g * g",
            "theta = theta - learning_rate * g / np.sqrt(sum_of_squares + epsilon)",
        ),
    ),
    "rmsprop": Rule(
        {"v": "0.0"},
        (
            "v = rho * v + (1 - rho) * (g * g)",
            "theta = theta - learning_rate * g / np.sqrt(v + epsilon)",
        ),
    ),
    "adam": Rule(
        _MOMENTS,
        (
            *_MEANS,
            "rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)",
            "theta = theta - rate * m / (np.sqrt(v) + epsilon)",
        ),
    ),
}
"""Where a runner takes Keras' form."""
KERAS_CLASSES: dict[str, str] = {
    "gradient_descent": "SGD(learning_rate={learning_rate})",
    "momentum": "SGD(learning_rate={learning_rate}, momentum={momentum})",
    "nesterov": "SGD(learning_rate={learning_rate}, momentum={momentum}, nesterov=True)",
    "adagrad": "Adagrad(learning_rate={learning_rate}, "
    "initial_accumulator_value={initial_accumulator}, epsilon={epsilon})",
    "rmsprop": "RMSprop(learning_rate={learning_rate}, rho={rho}, epsilon={epsilon})",
    "adam": "Adam(learning_rate={learning_rate}, beta_1={beta1}, beta_2={beta2}, "
    "epsilon={epsilon})",
}
"""Keras' own classes, which do the same in that form."""
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
    place = rule.lines.index(_MEANS[-1]) + 1
    lines = (*rule.lines[:place], _KEPT_LARGEST, *rule.lines[place:])
    lines = tuple(line.replace("np.sqrt(v)", "np.sqrt(v_max)") for line in lines)
    return replace(rule, carried={**rule.carried, "v_max": "0.0"}, lines=lines)


def torch_call(optimizer: Optimizer, parameters: str) -> str:
    """PyTorch's optimizer with every setting written; empty where it has none."""
    settings = {name: _written(name, value) for name, value in optimizer.settings.items()}
    return optimizer.pytorch.replace("(parameters", f"({parameters}").format(**settings)


def keras_call(optimizer: Optimizer) -> str:
    """Keras' own class where it does the same; else nothing."""
    same = optimizer.convention == "keras" or optimizer.name == "gradient_descent"
    if not same or optimizer.settings.get("amsgrad") or optimizer.name not in KERAS_CLASSES:
        return ""
    return f"keras.optimizers.{KERAS_CLASSES[optimizer.name].format(**settings_text(optimizer))}"


def settings_text(optimizer: Optimizer) -> dict[str, str]:
    """Each setting as a program writes it."""
    return {name: written(value) for name, value in optimizer.settings.items()}


def written(value: Any) -> str:
    """A setting's value: True, 3, 0.05, 'text'."""
    return number(value) if isinstance(value, float) else repr(value)


def _written(name: str, value: Any) -> str:
    return NO_MOMENTUM if name == "momentum" and value == 0 else written(value)
