"""Makes optimizers.json and gradients.json: what PyTorch says, in float64, about all we register.

A new optimizer, activation or loss that names its counterpart (`pytorch`) gets its numbers by

    pip install torch && python tests/engine/oracles/make.py

and whatever stood in the files before is computed anew; the script says by how much it differs.
PyTorch differentiates by itself: of ours it gets only the questions, never a gradient.
"""

from __future__ import annotations

import itertools
import json
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (what everybody calls it)

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from playground.engine.networks.activations import activations  # noqa: E402
from playground.engine.networks.losses import losses  # noqa: E402
from playground.engine.optimizers import optimizers  # noqa: E402
from playground.engine.parameters import Parameter, declared  # noqa: E402

FUNCTIONS: dict[str, tuple[str, list[float], float]] = {
    "lecture_example": ("exp(x**2 + y**2) + (x - 2)**2 + (y - 3)**2", [0.0, 0.0], 1.0),
    "booth": ("(x + 2*y - 7)**2 + (2*x + y - 5)**2", [-4.0, 3.0], 1.0),
    "rosenbrock": ("(1 - x)**2 + 100*(y - x**2)**2", [-1.2, 1.0], 0.05),
}
"""Surfaces as formulas, where to start, and what share of an optimizer's own rate to take."""
STEPS = (1, 2, 3, 10, 50, 100)
DERIVATIVES = ("z", "a", "dH_dz", "dH_da", "dH_dW", "dH_db")


# --- optimizers ---------------------------------------------------------------------------------


def trajectories() -> list[dict[str, Any]]:
    """Every optimizer on every function, and once with all its settings off their defaults."""
    known = [name for name in optimizers if optimizers[name].pytorch]
    usual = [trajectory(f, name, usual_settings(name)) for f in FUNCTIONS for name in known]
    unusual = [
        trajectory("lecture_example", name, settings)
        for name in known if (settings := unusual_settings(name))
    ]
    return usual + unusual


def usual_settings(name: str) -> dict[str, Any]:
    """The defaults, without the learning rate."""
    settings = optimizers[name]().settings
    return {key: settings[key] for key in settings if key != "learning_rate"}


def unusual_settings(name: str) -> dict[str, Any]:
    """Every setting but the learning rate well off its default."""
    parameters = declared(optimizers[name])
    return {key: moved(p) for key, p in parameters.items() if key != "learning_rate"}


def moved(parameter: Parameter) -> Any:
    """A value of a setting that is not its default, inside its slider's range."""
    if isinstance(parameter.default, bool):
        return not parameter.default
    if parameter.choices:
        return next(c for c in parameter.choices if c != parameter.default)
    low, high = parameter.slider_range
    for share in (0.7, 0.6):
        value = low * (high / low) ** share if parameter.log else low + share * (high - low)
        value = round(value) if isinstance(parameter.default, int) else float(f"{value:.3g}")
        if value != parameter.default:
            break
    return value


def trajectory(function: str, name: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Where a hundred steps of PyTorch's own rule lead on a function."""
    expression, start, share = FUNCTIONS[function]
    kind = optimizers[name]
    rate = declared(kind)["learning_rate"].default * share if "learning_rate" in declared(kind) \
        else None
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)

    def value() -> torch.Tensor:
        x, y = theta
        return eval(expression, {"exp": torch.exp, "x": x, "y": y})

    code = kind.pytorch.format(**settings, learning_rate=rate)
    optimizer = eval(code, {"torch": torch, "parameters": [theta]})
    first = value()
    first.backward()
    answer: dict[str, Any] = {
        "function": function, "expression": expression, "optimizer": name, "settings": settings,
        "learning_rate": rate, "start": start, "value_at_start": first.item(),
        "gradient_at_start": theta.grad.tolist(), "points": {},
    }
    for step in range(1, max(STEPS) + 1):
        optimizer.zero_grad()
        value().backward()
        optimizer.step()
        if step in STEPS:
            answer["points"][str(step)] = theta.tolist()
    return answer


# --- networks -----------------------------------------------------------------------------------


def networks(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The networks that stood in the file, and one for each activation and each loss."""
    there = {json.dumps(shape_of(case)) for case in asked}
    shapes = [
        {"sizes": [3, 4, 3, 2], "activations": [name] * 3, "loss": "square"}
        for name in activations if activations[name].pytorch
    ] + [
        {"sizes": [2, 4, 3], "activations": ["tanh", "linear"], "loss": name}
        for name in losses if losses[name].pytorch
    ]
    new = [question(shape) for shape in shapes if json.dumps(shape) not in there]
    return [gradients(case) for case in [*asked, *new]]


def shape_of(case: dict[str, Any]) -> dict[str, Any]:
    """What tells one question about a network from another."""
    return {key: case[key] for key in ("sizes", "activations", "loss")}


def question(shape: dict[str, Any]) -> dict[str, Any]:
    """A network of this shape with weights and samples that depend on nothing but the shape."""
    rng = np.random.default_rng(zlib.crc32(json.dumps(shape).encode()))
    sizes, rows = shape["sizes"], 5
    outputs = sizes[-1]
    labels = {
        "numbers": rng.normal(size=(rows, outputs)),
        "bits": rng.integers(2, size=(rows, outputs)).astype(float),
        "one_hot": np.eye(outputs)[rng.integers(outputs, size=rows)],
    }
    pairs = list(itertools.pairwise(sizes))
    return shape | {
        "weights": [rng.normal(size=pair).tolist() for pair in pairs],
        "biases": [rng.normal(size=n).tolist() for _, n in pairs],
        "X": rng.normal(size=(rows, sizes[0])).tolist(),
        "y": labels[losses[shape["loss"]].labels].tolist(),
    }


def gradients(case: dict[str, Any]) -> dict[str, Any]:
    """The outputs, the risk and its gradient, and each layer's derivatives of the first output."""
    weights, biases = (
        [torch.tensor(part, dtype=torch.float64, requires_grad=True) for part in case[key]]
        for key in ("weights", "biases")
    )
    X, y = (torch.tensor(case[key], dtype=torch.float64) for key in ("X", "y"))  # noqa: N806
    layers = forward(case, weights, biases, X)
    output = layers[-1][1]
    code = losses[case["loss"]].pytorch
    risk = eval(code, {"torch": torch, "F": F, "H": output, "y": y}).mean()
    risk.backward()
    answer = {key: case[key] for key in (*shape_of(case), "weights", "biases", "X", "y")} | {
        "outputs": output.tolist(), "risk": risk.item(),
        "risk_gradient": {
            "weights": [w.grad.tolist() for w in weights],
            "biases": [b.grad.tolist() for b in biases],
        },
    }
    for part in (*weights, *biases):
        part.grad = None
    layers = forward(case, weights, biases, X[:1])
    for values in layers:
        for tensor in values:
            tensor.retain_grad()
    layers[-1][1][0, 0].backward()
    of = {
        "z": [z[0] for z, _ in layers], "a": [a[0] for _, a in layers],
        "dH_dz": [z.grad[0] for z, _ in layers], "dH_da": [a.grad[0] for _, a in layers],
        "dH_dW": [w.grad for w in weights], "dH_db": [b.grad for b in biases],
    }
    answer["first_output_at_first_sample"] = {
        name: [part.tolist() for part in of[name]] for name in DERIVATIVES
    }
    return answer


def forward(
    case: dict[str, Any], weights: list[torch.Tensor], biases: list[torch.Tensor], a: torch.Tensor
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """z and a of every layer, one row a sample."""
    layers = []
    for w, b, name in zip(weights, biases, case["activations"], strict=True):
        z = a @ w + b
        a = eval(activations[name].pytorch, {"torch": torch, "F": F, "z": z})
        a = a.clone() if a is z else a
        layers.append((z, a))
    return layers


# --- the files ----------------------------------------------------------------------------------


def numbers(answer: Any) -> list[float]:
    """All numbers in an answer, in order."""
    if isinstance(answer, dict):
        return [x for key in answer for x in numbers(answer[key])]
    if isinstance(answer, list):
        return [x for part in answer for x in numbers(part)]
    return [] if isinstance(answer, (str, bool)) or answer is None else [float(answer)]


QUESTION = (
    "function", "optimizer", "settings", "learning_rate", "sizes", "activations", "loss", "X",
)


def asked(case: dict[str, Any]) -> str:
    """What tells a question from the others."""
    return json.dumps({key: case[key] for key in QUESTION if key in case}, sort_keys=True)


def write(name: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    """Write a file, and say what is new and how far the rest is from what stood there."""
    before = {asked(case): case for case in old}
    most, added = 0.0, 0
    for case in new:
        was = before.get(asked(case))
        if was is None:
            added += 1
            continue
        a, b = (np.array(numbers(dict(sorted(one.items())))) for one in (was, case))
        most = max(most, float(np.max(np.abs(a - b) / np.maximum(1, np.abs(a)))))
    (HERE / name).write_text(json.dumps(new, indent=1) + "\n")
    print(f"{name}: {len(new)} cases, {added} of them new; the others differ by at most "
          f"{most:.1e} from what stood there")


def main() -> None:
    """Both files."""
    # NAdam keeps its product of momenta in the default type, whatever the parameters have.
    torch.set_default_dtype(torch.float64)
    old = json.loads((HERE / "optimizers.json").read_text())
    write("optimizers.json", old, trajectories())
    old = json.loads((HERE / "gradients.json").read_text())
    write("gradients.json", old, networks(old))


if __name__ == "__main__":
    main()
