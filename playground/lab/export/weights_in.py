"""Weights from outside, .npz or .safetensors, for a network of matching shapes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from playground.engine.networks.network import Network
from playground.engine.problem import Array
from playground.lab.documents.disk import FileProblemError, one_line
from playground.lab.experiments.natural_sort import natural
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.reading import MOST_INFLATED, bytes_of

SUFFIXES = (".npz", ".safetensors")


class Weights(NamedTuple):
    """Parameters that were read, flat, shape (dimension,). `transposed`: its matrices hold a node
    in each row as PyTorch's do, and were turned; `sure` is False where only the shapes say so.
    """

    theta: Array
    transposed: bool
    sure: bool


def read_weights(path: str | Path, network: Network) -> Weights:
    """The parameters in a file, for this network; raises FileProblemError naming the mend.

    Matrices and vectors are taken in the natural order of their names: 0.weight, 2.weight, or
    W1, W2. One vector "theta" (or "start") of all parameters does as well.
    """
    path = Path(path)
    try:
        arrays = _arrays(path)
        found = _matched(arrays, network)
    except BadInputError as error:
        raise FileProblemError(one_line(f"{path}: {error}")) from None
    wrong = np.flatnonzero(~np.isfinite(found.theta))
    if len(wrong):
        place = network.place_of(int(wrong[0]))
        where = f"b{place.layer}[{place.j}]" if place.kind == "bias" else (
            f"W{place.layer}[{place.i}][{place.j}]"
        )
        raise FileProblemError(one_line(
            f"{path}: {where} is {found.theta[wrong[0]]}; weights must be finite numbers"
        ))
    return found


def _arrays(path: Path) -> dict[str, Array]:
    data = bytes_of(path, SUFFIXES, "weights are")
    if path.suffix.lower() == ".npz":
        return _npz(path, data)
    from playground.lab.export.safetensors_file import read_safetensors

    return _as_floats(read_safetensors(data))


def _npz(path: Path, data: bytes) -> dict[str, Array]:
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_INFLATED:
                raise BadInputError("", f"inflates to more than {MOST_INFLATED >> 20} MiB")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return _as_floats({name: arrays[name] for name in arrays.files})
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, KeyError) as error:
        if isinstance(error, BadInputError):
            raise
        raise BadInputError("", f"is no .npz file of arrays ({error})") from None


def _as_floats(arrays: dict[str, Array]) -> dict[str, Array]:
    made = {}
    for name in sorted(arrays, key=natural):
        if arrays[name].dtype.kind not in "fiu":
            raise BadInputError(name, f"must hold numbers, got {arrays[name].dtype}")
        made[name] = arrays[name].astype(float)
    return made


def _matched(arrays: dict[str, Array], network: Network) -> Weights:
    for name in ("theta", "start"):
        if name in arrays:
            if arrays[name].shape != (network.dimension,):
                raise BadInputError(
                    name, f"must have shape ({network.dimension},) for this network, "
                    f"got {arrays[name].shape}"
                )
            return Weights(arrays[name], False, True)
    matrices = {name: a for name, a in arrays.items() if a.ndim == 2}
    vectors = {name: a for name, a in arrays.items() if a.ndim == 1}
    layers = len(network.sizes) - 1
    if len(matrices) != layers or len(vectors) != layers:
        raise BadInputError(
            "", f"must hold {layers} matrices and {layers} vectors for this network, got "
            f"{len(matrices)} and {len(vectors)}"
        )
    wanted = [network.weights(layer).shape for layer in range(1, layers + 1)]
    as_is = all(a.shape == s for a, s in zip(matrices.values(), wanted, strict=True))
    turned = all(a.shape == s[::-1] for a, s in zip(matrices.values(), wanted, strict=True))
    if not as_is and not turned:
        name, got, shape = next(
            (n, a.shape, s) for (n, a), s in zip(matrices.items(), wanted, strict=True)
            if a.shape not in (s, s[::-1]) or not turned
        )
        raise BadInputError(name, f"must have shape {shape} for this network, got {got}")
    named_so = all(name.endswith("weight") for name in matrices)
    transposed = turned and (not as_is or named_so)
    theta = np.empty(network.dimension)
    for layer, matrix in enumerate(matrices.values(), 1):
        network.weights(layer).of(theta)[...] = matrix.T if transposed else matrix
        bias_name, bias = list(vectors.items())[layer - 1]
        part = network.biases(layer)
        if bias.shape != part.shape:
            raise BadInputError(
                bias_name, f"must have shape {part.shape} for this network, got {bias.shape}"
            )
        part.of(theta)[...] = bias
    return Weights(theta, transposed, not transposed or named_so)
