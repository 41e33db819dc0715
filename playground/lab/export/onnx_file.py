"""A network as an ONNX file: features, one Gemm a layer, and its activations; for any batch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground import __version__
from playground.engine.networks.network import Network
from playground.engine.problem import Array
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.safetensors_file import MISSING

OPSET, IR_VERSION = 18, 9
_SIMPLE: dict[str, tuple[str, dict[str, float]]] = {
    "relu": ("Relu", {}), "elu": ("Elu", {}),
    "sigmoid": ("Sigmoid", {}), "tanh": ("Tanh", {}), "softplus": ("Softplus", {}),
}
_FEATURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "x1": ("Identity", ("x1",)), "x2": ("Identity", ("x2",)), "x1_squared": ("Mul", ("x1", "x1")),
    "x2_squared": ("Mul", ("x2", "x2")), "x1_x2": ("Mul", ("x1", "x2")), "sin_x1": ("Sin", ("x1",)),
    "sin_x2": ("Sin", ("x2",)),
}


def onnx_file(
    network: Network, theta: Array, features: tuple[str, ...] = (), double: bool = False
) -> bytes:
    """The file's bytes: input "x" (batch, inputs), output "H" (batch, outputs), in float32 or
    float64. Raises BadInputError for what ONNX has no form for, or where the library is missing.
    """
    try:
        import onnx
    except ImportError:
        raise BadInputError("", f"onnx {MISSING.format('onnx')}") from None
    made = _Graph(onnx, np.float64 if double else np.float32)
    below = made.features(features) if features else "x"
    for layer, name in enumerate(network.activations, 1):
        last = layer == len(network.activations)
        weights = network.weights(layer).of(theta), network.biases(layer).of(theta)
        z = f"z{layer}"
        made.constant(f"W{layer}", weights[0])
        made.constant(f"b{layer}", weights[1])
        made.node("Gemm", [below, f"W{layer}", f"b{layer}"], z)
        below = "H" if last else f"a{layer}"
        made.activation(name, z, below)
    inputs = 2 if features else network.sizes[0]
    return made.model(inputs, network.sizes[-1])


class _Graph:
    """The nodes and constants so far."""

    def __init__(self, onnx: Any, kind: Any) -> None:
        self._onnx, self._kind = onnx, kind
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, values: Any, kind: Any = None) -> str:
        array = np.ascontiguousarray(values, dtype=kind or self._kind)
        self._constants.append(self._onnx.numpy_helper.from_array(array, name))
        return name

    def node(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(self._onnx.helper.make_node(op, inputs, [output], **attributes))
        return output

    def features(self, names: tuple[str, ...]) -> str:
        """What the network sees of x₁ and x₂, side by side."""
        for column in (0, 1):
            index = self.constant(f"column{column + 1}", [column], np.int64)
            self.node("Gather", ["x", index], f"x{column + 1}", axis=1)
        for name in names:
            if name not in _FEATURES:
                raise BadInputError("", f"the feature {name} has no ONNX form; choose another")
            op, inputs = _FEATURES[name]
            self.node(op, list(inputs), f"feature_{name}")
        return self.node("Concat", [f"feature_{name}" for name in names], "features", axis=1)

    def activation(self, name: str, z: str, a: str) -> None:
        if name == "linear":
            self.node("Identity", [z], a)
        elif name in _SIMPLE:
            op, attributes = _SIMPLE[name]
            self.node(op, [z], a, **attributes)
        elif name == "leaky_relu":  # max(0.01 z, z); LeakyRelu itself few runtimes have in float64
            slope = self.constant(f"{a}_slope", 0.01)
            self.node("Max", [self.node("Mul", [z, slope], f"{a}_low"), z], a)
        elif name == "gelu":  # z Φ(z); opset 18 has no Gelu of its own
            root = self.constant(f"{a}_root", math.sqrt(0.5))
            half, one = self.constant(f"{a}_half", 0.5), self.constant(f"{a}_one", 1.0)
            scaled = self.node("Mul", [z, root], f"{a}_scaled")
            erf = self.node("Erf", [scaled], f"{a}_erf")
            more = self.node("Add", [erf, one], f"{a}_more")
            chance = self.node("Mul", [more, half], f"{a}_chance")
            self.node("Mul", [z, chance], a)
        else:
            raise BadInputError("", f"the activation {name} has no ONNX form; choose another")

    def model(self, inputs: int, outputs: int) -> bytes:
        helper = self._onnx.helper
        kind = helper.np_dtype_to_tensor_dtype(np.dtype(self._kind))
        graph = helper.make_graph(
            self._nodes, "network", [helper.make_tensor_value_info("x", kind, ["batch", inputs])],
            [helper.make_tensor_value_info("H", kind, ["batch", outputs])], self._constants,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION,
            producer_name="optimization-playground", producer_version=__version__,
        )
        self._onnx.checker.check_model(model)
        return bytes(model.SerializeToString())
