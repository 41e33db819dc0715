"""Experiments over the registries, small enough to be run by other libraries in a test."""

from __future__ import annotations

from itertools import product
from typing import Any

from playground.engine.networks.activations import activations
from playground.engine.networks.losses import losses
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules
from playground.engine.surfaces import surfaces
from playground.lab.export.rules import RULES


def surface(problem: dict[str, Any], runner: dict[str, Any], steps: int = 80) -> dict[str, Any]:
    """An experiment on a surface, as its file has it."""
    return {
        "version": 1, "problem": {"kind": "surface", **problem}, "runners": [runner],
        "stop": {"max_steps": steps},
    }


def network(runner: dict[str, Any] | None = None, steps: int = 40, **own: Any) -> dict[str, Any]:
    """An experiment with a network, as its file has it; `own` replaces what the problem has."""
    problem = {
        "kind": "network", "sizes": [2, 4, 1], "activations": ["tanh", "linear"],
        "dataset": {"name": "xor", "settings": {"samples": 60}}, "loss": "square",
        "batch": {"size": 8}, **own,
    }
    return {
        "version": 1, "title": 'A "title" with \\ and """', "problem": problem,
        "runners": [runner or {"optimizer": "momentum"}], "stop": {"max_steps": steps}, "seed": 3,
    }


def _of_loss(name: str) -> dict[str, Any]:
    outputs = 2 if losses[name].labels == "one_hot" else 1
    return network(loss=name, sizes=[2, 4, outputs])


BRANCHES = [
    {"step": 5, "optimizer": "momentum", "settings": {"momentum": 0}},
    {"step": 10, "settings": {"learning_rate": 0.02, "momentum": 0.5}},
    {"step": 15, "optimizer": "nesterov", "settings": {"learning_rate": 0.005}},
    {"step": 20, "optimizer": "adagrad"}, {"step": 25, "optimizer": "adam"},
    {"step": 30, "settings": {"learning_rate": 0.01}},
]
GENTLE = {"optimizer": "gradient_descent", "settings": {"learning_rate": 0.001}}

NETWORKS: dict[str, dict[str, Any]] = {
    **{f"optimizer {name}": network({"optimizer": name}) for name in optimizers if name in RULES},
    **{
        f"activation {name}": network(sizes=[2, 3, 3, 1], activations=[name, name, "linear"])
        for name in activations
    },
    **{f"loss {name}": _of_loss(name) for name in losses},
    **{
        f"batch {sampling} {reduction}": network(
            GENTLE, batch={"size": 7, "sampling": sampling, "reduction": reduction}
        )
        for sampling, reduction in product(("shuffle", "replacement", "in_order"), ("mean", "sum"))
    },
    "all at once, summed": network(GENTLE, batch={"size": None, "reduction": "sum"}),
    "penalty, frozen, features": network(
        l1=0.01, l2=0.02, frozen=[1, 4, 12], sizes=[5, 3, 1],
        features=["x1", "x2", "sin_x2", "x1_x2", "x2_squared"],
    ),
    "branches": network({"optimizer": "gradient_descent", "changes": BRANCHES}),
    **{
        f"Keras' {name}": network({"optimizer": name, "convention": "keras", "changes": [
            {"step": 20, "settings": {"learning_rate": 0.003}},
        ]})
        for name in ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
    },
    "a large epsilon": network({"optimizer": "adam", "settings": {"epsilon": 0.1}}),
    "many rows": network(dataset={"name": "moons", "settings": {"samples": 600}}),
    "a problem of its own": network(
        {"optimizer": "adam", "problem": {"activations": ["relu", "linear"], "batch": {"size": 3}}}
    ),
}

SURFACES: dict[str, dict[str, Any]] = {
    **{
        f"surface {name}": surface({"surface": name}, {
            "optimizer": "gradient_descent", "start": [float(v) for v in kind.start],
            "settings": {"learning_rate": kind.learning_rate},
        })
        for name, kind in surfaces.items()
    },
    **{
        f"typed {k}": surface(
            {"expression": text, "window": [[-2, 2], [-2, 2]]},
            {"optimizer": "gradient_descent", "start": [1.5, 1.25],
             "settings": {"learning_rate": 0.0625}},
        )
        for k, text in enumerate((
            "exp(x**2 + y**2) / 9 + (x - 2)**2 - -(y - 3)**2", "|x| + max(x, y, 2) + relu(y)",
            "x^y + erf(x) + cbrt(y)", "sin(2) x^2 + atan2(y, x) + softplus(x) + sigmoid(y)",
            "hypot(x, y) + 2^x + floor(x) + sign(y)", "min(x, y)^2 + log10(x^2 + 1) / (3 y / 2)",
        ))
    },
    "a tip": surface(
        {"expression": "sqrt(x^2 + y^2)", "window": [[-2, 2], [-2, 2]]},
        {"optimizer": "gradient_descent", "start": [1, 0], "settings": {"learning_rate": 0.125}},
        steps=12,
    ),
}
SCHEDULED: dict[str, dict[str, Any]] = {
    **{
        f"schedule {name}": network({
            "optimizer": rule, "schedule": {"name": name},
            "changes": [{"step": 12, "optimizer": rule, "settings": {"learning_rate": 0.003}}],
        })
        for name, rule in zip(
            schedules, ("momentum", "adam", "nesterov", "rmsprop") * 3, strict=False
        )
    },
    "noise": surface(
        {"surface": "rosenbrock"},
        {"optimizer": "momentum", "start": [-1, 1], "settings": {"learning_rate": 0.0005},
         "schedule": {"name": "cosine", "settings": {"steps": 50}},
         "noise": {"size": 0.5, "seed": 3}},
    ),
}
CASES = NETWORKS | SURFACES | SCHEDULED
