"""Every optimizer's rule in other words, as lines of NumPy that do for Keras, too.

The lines take theta, g (the gradient) and what is carried from step to step, and make the next of
each; `np` in them is `ops` for Keras. They are those of `engine/optimizers`, in the same order of
operations, so that a NumPy program gets the same numbers to the last digit. PyTorch has its own
classes; which one, the optimizers themselves know.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`carried` names what goes from step to step with its first value (a setting's name, or a
    number); `lines` are the update, the last one the new theta; `helpers` what they call. `by_part`
    are the lines for Keras, which steps each matrix or vector by itself, where they are others, and
    `part_helpers` what those call.
    """

    carried: dict[str, str]
    lines: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    by_part: tuple[str, ...] = ()
    part_helpers: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it knows the number of its update, t."""
        return "t" in self.carried


MOMENTS = {"m": "0.0", "v": "0.0", "t": "0"}
MEANS = (
    "t = t + 1",
    "m = beta1 * m + (1 - beta1) * g",
    "v = beta2 * v + (1 - beta2) * (g * g)",
)
_ADAM = (
    "root = np.sqrt(v) / np.sqrt(1 - beta2**t) + epsilon",
    "theta = theta - learning_rate / (1 - beta1**t) * (m / root)",
)
DECAY = "theta = (1 - learning_rate * weight_decay) * theta"

_TRUST = (
    "end, kept = 2 / (1 - beta2) - 1, beta2**t",
    "rho = end - 2 * t * kept / (1 - kept)",
    "share = (rho - 4) * (rho - 2) * end / ((end - 4) * (end - 2) * rho)",
)

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
    "adam": Rule(MOMENTS, (*MEANS, *_ADAM)),
    "adamw": Rule(MOMENTS, (DECAY, *MEANS, *_ADAM)),
    "nadam": Rule(
        {**MOMENTS, "momenta": "1.0"},
        (
            *MEANS,
            "now = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))",
            "later = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))",
            "momenta = momenta * now",
            "ahead = (1 - now) / (1 - momenta) * g + later / (1 - momenta * later) * m",
            "rate = learning_rate / (np.sqrt(v / (1 - beta2**t)) + epsilon)",
            "theta = theta - rate * ahead",
        ),
    ),
    "radam": Rule(
        MOMENTS,
        (
            *MEANS,
            *_TRUST,
            "trust = np.sqrt(np.maximum(share, 0)) * np.sqrt(1 - kept)",
            "rate = np.where(rho > 5, trust / (np.sqrt(v) + epsilon), np.ones_like(v))",
            "theta = theta - learning_rate * rate * (m / (1 - beta1**t))",
        ),
        by_part=(
            *MEANS,
            "trust = np.take(np.convert_to_tensor(trusts(beta2), theta.dtype), self.iterations)",
            "rate = np.where(trust >= 0, trust / (np.sqrt(v) + epsilon), np.ones_like(v))",
            "theta = theta - learning_rate * rate * (m / (1 - beta1**t))",
        ),
        part_helpers=(
            "def trusts(beta2):  # by update; in double precision, as digits cancel",
            "    t = np.arange(1, max(EXPECTED) + 2)",
            *(f"    {line}" for line in _TRUST),
            "    return np.where(rho > 5, np.sqrt(np.maximum(share, 0)) * np.sqrt(1 - kept), -1.0)",
            "",
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
        by_part=(  # plain numbers would be of another precision on TensorFlow
            "agree, one = np.sign(g * before), np.ones_like(g)",
            "turned = np.where(agree < 0, eta_minus * one, one)",
            "factor = np.where(agree > 0, eta_plus * one, turned)",
            "steps = np.clip(factor * steps, step_min, step_max)",
            "before = np.where(agree < 0, np.zeros_like(g), g)",
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
ORTHOGONAL = (
    "def orthogonal(U, turns):  # singular values near 1, by turns of Newton-Schulz",
    "    X = U / np.maximum(np.linalg.norm(U), 1e-7)",
    "    X = X.T if U.shape[0] > U.shape[1] else X",
    "    for _ in range(turns):",
    "        A = X @ X.T",
    "        X = 3.4445 * X + (-4.775 * A + 2.0315 * (A @ A)) @ X",
    "    return X.T if U.shape[0] > U.shape[1] else X",
    "",
)
MUON = (
    "t = t + 1",
    "B = momentum * B + (1 - momentum) * g",
    "U = (1 - momentum) * g + momentum * B",
    "m = 0.9 * m + (1 - 0.9) * g",
    "v = 0.999 * v + (1 - 0.999) * (g * g)",
    "kept = (1 - learning_rate * weight_decay) * theta",
    "root = np.sqrt(v) / np.sqrt(1 - 0.999**t) + 1e-8",
)
RULES["muon"] = Rule(
    {"B": "0.0", "m": "0.0", "v": "0.0", "t": "0"},
    (
        *MUON,
        "theta = kept - learning_rate / (1 - 0.9**t) * (m / root)  # biases, as AdamW",
        "for begin, rows, columns in MATRICES:",
        "    part = slice(begin, begin + rows * columns)",
        "    O = orthogonal(U[part].reshape(rows, columns), newton_schulz_steps)",
        "    rate = learning_rate * np.sqrt(max(1.0, columns / rows))",
        "    theta[part] = kept[part] - rate * O.ravel()",
    ),
    ORTHOGONAL,
    (
        *MUON,
        "if len(theta.shape) == 2:",
        "    rate = learning_rate * max(1.0, theta.shape[1] / theta.shape[0]) ** 0.5",
        "    theta = kept - rate * orthogonal(U, newton_schulz_steps)",
        "else:",
        "    theta = kept - learning_rate / (1 - 0.9**t) * (m / root)",
    ),
)
