"""Every optimizer's rule in other words: as lines of NumPy (and Keras), and as PyTorch's class.

The lines take theta, g (the gradient) and what is carried from step to step, and make the next of
each; `np` in them is `ops` for Keras. They are those of `engine/optimizers`, in the same order of
operations, so that a NumPy program gets the same numbers to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.engine.optimizer import Optimizer
from playground.lab.export.writing import number


@dataclass(frozen=True)
class Rule:
    """`carried` names what goes from step to step with its first value (a setting's name, or a

    number); `lines` are the update, the last one the new theta; `torch` is PyTorch's class with
    its arguments, settings in braces.
    """

    carried: dict[str, str]
    lines: tuple[str, ...]
    torch: str

    @property
    def counts(self) -> bool:
        """Whether it knows the number of its update, t."""
        return "t" in self.carried


RULES: dict[str, Rule] = {
    "gradient_descent": Rule(
        {}, ("theta = theta - learning_rate * g",),
        "torch.optim.SGD(parameters, lr={learning_rate})",
    ),
    "momentum": Rule(
        {"velocity": "0.0"},
        ("velocity = momentum * velocity + g", "theta = theta - learning_rate * velocity"),
        "torch.optim.SGD(parameters, lr={learning_rate}, momentum={momentum})",
    ),
    "nesterov": Rule(
        {"velocity": "0.0"},
        (
            "velocity = momentum * velocity + g",
            "theta = theta - learning_rate * (g + momentum * velocity)",
        ),
        "torch.optim.SGD(parameters, lr={learning_rate}, momentum={momentum}, nesterov=True)",
    ),
    "adagrad": Rule(
        {"sum_of_squares": "initial_accumulator"},
        (
            "sum_of_squares = sum_of_squares + g * g",
            "theta = theta - learning_rate * g / (np.sqrt(sum_of_squares) + epsilon)",
        ),
        "torch.optim.Adagrad(parameters, lr={learning_rate}, eps={epsilon}, "
        "initial_accumulator_value={initial_accumulator})",
    ),
    "rmsprop": Rule(
        {"v": "0.0"},
        (
            "v = rho * v + (1 - rho) * (g * g)",
            "theta = theta - learning_rate * g / (np.sqrt(v) + epsilon)",
        ),
        "torch.optim.RMSprop(parameters, lr={learning_rate}, alpha={rho}, eps={epsilon})",
    ),
    "adam": Rule(
        {"m": "0.0", "v": "0.0", "t": "0"},
        (
            "t = t + 1",
            "m = beta1 * m + (1 - beta1) * g",
            "v = beta2 * v + (1 - beta2) * (g * g)",
            "root = np.sqrt(v) / np.sqrt(1 - beta2**t) + epsilon",
            "theta = theta - learning_rate / (1 - beta1**t) * (m / root)",
        ),
        "torch.optim.Adam(parameters, lr={learning_rate}, betas=({beta1}, {beta2}), eps={epsilon})",
    ),
}

NO_MOMENTUM = "1e-300"
"""PyTorch keeps no velocity at momentum 0, and knows no Nesterov then; at this the numbers are the

same and it does."""


def torch_call(optimizer: Optimizer, parameters: str) -> str:
    """PyTorch's optimizer with every setting written."""
    settings = {name: _written(name, value) for name, value in optimizer.settings.items()}
    return RULES[optimizer.name].torch.replace("(parameters", f"({parameters}").format(**settings)


def settings_text(optimizer: Optimizer) -> dict[str, str]:
    """Each setting as a program writes it."""
    return {name: written(value) for name, value in optimizer.settings.items()}


def written(value: Any) -> str:
    """A setting's value: True, 3, 0.05, 'text'."""
    return number(value) if isinstance(value, float) else repr(value)


def _written(name: str, value: Any) -> str:
    return NO_MOMENTUM if name == "momentum" and value == 0 else written(value)
