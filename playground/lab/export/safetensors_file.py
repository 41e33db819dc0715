"""A network's parameters as a safetensors file, under the names that PyTorch's Sequential has."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.networks.network import Network
from playground.engine.problem import Array
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.functions import ACTIVATIONS

MISSING = (
    "needs the library {0}, which is not installed; install it with "
    "pip install optimization-playground[export]"
)


def safetensors_file(network: Network, theta: Array) -> bytes:
    """The file's bytes: for each layer `K.weight`, shape (n(ℓ), n(ℓ−1)), and `K.bias`, in float64.

    K counts as `torch.nn.Sequential` does, activations included, so that `load_state_dict` takes
    them. Raises BadInputError where the library is not installed.
    """
    try:
        from safetensors.numpy import save
    except ImportError:
        raise BadInputError("", f"safetensors {MISSING.format('safetensors')}") from None
    tensors: dict[str, Any] = {}
    place = 0
    for layer, name in enumerate(network.activations, 1):
        weight = network.weights(layer).of(theta).T
        tensors[f"{place}.weight"] = np.ascontiguousarray(weight, dtype=np.float64)
        tensors[f"{place}.bias"] = np.array(network.biases(layer).of(theta), dtype=np.float64)
        # An activation takes a place of its own in Sequential, "linear" none.
        words = ACTIVATIONS.get(name)
        place += 2 if words is None or words.torch else 1
    told = {
        "format": "pt", "convention": "weight is (outputs, inputs), the transpose of W",
        "sizes": ",".join(map(str, network.sizes)), "activations": ",".join(network.activations),
    }
    return bytes(save(tensors, metadata=told))


def read_safetensors(data: bytes) -> dict[str, Array]:
    """The arrays of a file; raises BadInputError where it is none or the library is missing."""
    try:
        from safetensors import SafetensorError
        from safetensors.numpy import load
    except ImportError:
        raise BadInputError("", f"reading safetensors {MISSING.format('safetensors')}") from None
    try:
        return dict(load(data))
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise BadInputError("", f"is no safetensors file that can be read ({error})") from None
