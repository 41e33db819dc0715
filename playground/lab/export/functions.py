"""Activations, losses and features in NumPy, PyTorch and Keras, each beside its slope.

In NumPy, z and a hold a node in each row, H and Y a sample in each row. In Keras, z is any shape.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ActivationWords:
    """g(z), g'(z) and g''(z) as NumPy expressions (of z and a = g(z)); PyTorch's module; Keras'."""

    value: str
    slope: str
    torch: str
    keras: str
    bend: str = "np.zeros_like(z)"


ACTIVATIONS: dict[str, ActivationWords] = {
    "linear": ActivationWords("z", "np.ones_like(z)", "", '"linear"'),
    "relu": ActivationWords("np.maximum(z, 0)", "(z > 0) * 1.0", "nn.ReLU()", '"relu"'),
    "leaky_relu": ActivationWords(
        "np.maximum(z, 0.01 * z)", "np.where(z > 0, 1.0, 0.01)", "nn.LeakyReLU(0.01)",
        "lambda z: ops.leaky_relu(z, negative_slope=0.01)",
    ),
    "elu": ActivationWords(
        "np.expm1(np.minimum(z, 0)) + np.maximum(z, 0)", "np.exp(np.minimum(z, 0))", "nn.ELU()",
        '"elu"', "np.where(z <= 0, np.exp(np.minimum(z, 0)), 0.0)",
    ),
    "sigmoid": ActivationWords(
        "sigmoid(z)", "a * (1 - a)", "nn.Sigmoid()", '"sigmoid"', "a * (1 - a) * (1 - 2 * a)",
    ),
    "tanh": ActivationWords(
        "np.tanh(z)", "1 - a * a", "nn.Tanh()", '"tanh"', "-2 * a * (1 - a * a)",
    ),
    "softplus": ActivationWords(
        "np.logaddexp(0, z)", "sigmoid(z)", "nn.Softplus(threshold=50)", '"softplus"',
        "sigmoid(z) * (1 - sigmoid(z))",
    ),
    "gelu": ActivationWords(
        "z * (erf(z * 0.5**0.5) + 1) / 2",
        "(erf(z * 0.5**0.5) + 1) / 2 + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)",
        "nn.GELU()", "lambda z: ops.gelu(z, approximate=False)",
        "np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (2 - z * z)",
    ),
}

HELPERS = {
    "sigmoid": "def sigmoid(z):  # 1 / (1 + exp(-z)), without an exponential that overflows\n"
    "    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))",
    "erf": "erf = np.vectorize(math.erf, otypes=[float])",
}
"""What NumPy has no function for."""


@dataclass(frozen=True)
class LossWords:
    """The loss of each sample of H and Y, and its slope along H, in NumPy; and in the others.

    `change` is by how much the slope changes where H does, by RH.
    """

    value: str
    slope: str
    torch: str
    keras: str
    change: str


LOSSES: dict[str, LossWords] = {
    "square": LossWords(
        "((H - Y) ** 2).sum(1)", "2 * (H - Y)", "((H - Y) ** 2).sum(1)",
        "ops.sum((H - Y) ** 2, 1)", "2 * RH",
    ),
    "half_square": LossWords(
        "((H - Y) ** 2).sum(1) / 2", "H - Y", "((H - Y) ** 2).sum(1) / 2",
        "ops.sum((H - Y) ** 2, 1) / 2", "RH",
    ),
    "absolute": LossWords(
        "np.abs(H - Y).sum(1)", "np.sign(H - Y)", "(H - Y).abs().sum(1)",
        "ops.sum(ops.abs(H - Y), 1)", "0 * RH",
    ),
    "binary_cross_entropy": LossWords(
        "np.logaddexp(0, np.where(Y == 1, -H, H)).sum(1)", "sigmoid(H) - Y",
        'F.binary_cross_entropy_with_logits(H, Y, reduction="none").sum(1)',
        "ops.sum(ops.softplus(H) - Y * H, 1)", "sigmoid(H) * (1 - sigmoid(H)) * RH",
    ),
    "softmax_cross_entropy": LossWords(
        "np.log(np.exp(H - top(H)).sum(1)) - ((H - top(H)) * Y).sum(1)",
        "np.exp(H - top(H)) / np.exp(H - top(H)).sum(1, keepdims=True) - Y",
        'F.cross_entropy(H, Y, reduction="none")',
        "ops.logsumexp(H, 1) - ops.sum(Y * H, 1)",
        "chance(H) * (RH - (chance(H) * RH).sum(1, keepdims=True))",
    ),
}
LOSS_HELPERS = {
    "top": "def top(H):  # softmax does not change when all H fall by the largest\n"
    "    return H.max(1, keepdims=True)",
    "chance": "def chance(H):  # softmax\n    e = np.exp(H - H.max(1, keepdims=True))\n"
    "    return e / e.sum(1, keepdims=True)",
}

FEATURES: dict[str, str] = {
    "x1": "x1", "x2": "x2", "x1_squared": "x1 * x1", "x2_squared": "x2 * x2", "x1_x2": "x1 * x2",
    "sin_x1": "np.sin(x1)", "sin_x2": "np.sin(x2)",
}
