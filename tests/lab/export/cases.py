"""Experiments over the registries, small enough to be run by other libraries in a test."""

from __future__ import annotations

from itertools import product
from typing import Any

from playground.engine.conventions import has_convention
from playground.engine.networks.activations import activations
from playground.engine.networks.losses import losses
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules
from playground.engine.surfaces import surfaces
from playground.lab.export.rules import RULES
from playground.lab.export.searching import SEARCHING


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

ALL = {"size": None}
KNOWN = [name for name in optimizers if name in RULES or name in SEARCHING]
SEARCHES = ("armijo", "wolfe", "exact")
STAY = {"l2": 0.02, "frozen": [1, 4, 12]}


def _batch(name: str) -> dict[str, Any]:
    return ALL if optimizers[name].full_batch else {"size": 8}


def damped(**own: Any) -> dict[str, Any]:
    """A network on which Newton's method walks calmly: its curvatures are mostly damping."""
    return network({"optimizer": "newton", "settings": {"damping": 40.0}}, steps=6, **own)


NETWORKS: dict[str, dict[str, Any]] = {
    **{
        f"optimizer {name}": network({"optimizer": name}, batch=_batch(name))
        for name in KNOWN
    },
    **{
        f"frozen {name}": network({"optimizer": name}, steps=12, batch=_batch(name), **STAY)
        for name in KNOWN
    },
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
        for name in optimizers if has_convention(optimizers[name], "keras")
    },
    **{
        f"{form} AMSGrad of {name}": network(
            {"optimizer": name, "convention": form, "settings": {"amsgrad": True}}
        )
        for form, name in product(("pytorch", "keras"), ("adam", "adamw"))
    },
    "decay": network({"optimizer": "lion", "settings": {"weight_decay": 0.1}}, **STAY),
    **{
        f"{form} {name}, biases do not decay, one frozen": network({
            "optimizer": name, "convention": form,
            "settings": {"weight_decay": 0.3, "decay_biases": False},
        }, steps=12, sizes=[2, 3, 3, 1], activations=["tanh", "tanh", "linear"], frozen=[1])
        for form, name in product(("pytorch", "keras"), ("adamw", "lion", "muon"))
    },
    "decay of weights, then of all": network({
        "optimizer": "adamw", "settings": {"weight_decay": 0.3, "decay_biases": False},
        "schedule": {"name": "cosine", "settings": {"steps": 20}},
        "changes": [{"step": 5, "settings": {"weight_decay": 0.1}}, {"step": 8, "optimizer": "lion",
                     "settings": {"weight_decay": 0.2, "decay_biases": False}}],
    }, steps=12),
    "its own first step": network({"optimizer": "rprop", "changes": [
        {"step": 9, "settings": {"learning_rate": 0.003}},
    ]}, batch=ALL),
    "clipped by norm": network({"optimizer": "momentum", "clip_norm": 0.3}, **STAY),
    "clipped by value": network({"optimizer": "adam", "clip_value": 0.05, "convention": "keras"}),
    "clipped both ways": network({
        "optimizer": "gradient_descent", "clip_norm": 0.5, "clip_value": 0.2,
        "schedule": {"name": "cosine"},
    }),
    "sharpness-aware": network({"optimizer": "adam", "sam_rho": 0.1}),
    "sharpness-aware, clipped, some stay": network(
        {"optimizer": "momentum", "sam_rho": 0.05, "clip_norm": 0.3}, **STAY
    ),
    "sharpness-aware, then a rule that is not": network({
        "optimizer": "adam", "sam_rho": 0.05, "clip_norm": 0.3,
        "changes": [{"step": 7, "optimizer": "conjugate_gradient"}],
    }, steps=14, batch=ALL),
    "clipped search": network({"optimizer": "line_search", "clip_norm": 0.3}, batch=ALL, steps=12),
    **{
        f"second derivatives of {name}": damped(
            sizes=[2, 3, 3, 1], activations=[name, name, "linear"], batch=ALL, l2=0.05
        )
        for name in activations
    },
    **{
        f"second derivatives of {name}": damped(
            loss=name, sizes=[2, 3, 2 if losses[name].labels == "one_hot" else 1], batch=ALL
        )
        for name in losses
    },
    "second derivatives, summed": damped(batch={"size": None, "reduction": "sum"}),
    "second derivatives, on batches": damped(batch={"size": 7, "reduction": "sum"}),
    **{
        f"squares, {loss} {reduction}": network(
            {"optimizer": "levenberg_marquardt"}, loss=loss, sizes=[2, 3, 2], steps=6, l2=0.01,
            batch={"size": None, "reduction": reduction},
            dataset={"name": "inline", "settings": {
                "X": [[k / 7, (k * k % 5) / 5] for k in range(9)],
                "y": [[k / 9, 1 - k % 2] for k in range(9)],
            }},
        )
        for loss, reduction in product(("square", "half_square"), ("mean", "sum"))
    },
    "a plan of searches": network({"optimizer": "gradient_descent", "changes": [
        {"step": 3, "optimizer": "line_search", "settings": {"search": "exact"}},
        {"step": 6, "optimizer": "line_search", "settings": {"search": "armijo"}},
        {"step": 9, "optimizer": "bfgs"}, {"step": 12, "optimizer": "bfgs",
                                          "settings": {"search": "armijo"}},
        {"step": 15, "optimizer": "lbfgs", "settings": {"memory": 3}},
        {"step": 20, "optimizer": "adam"}, {"step": 24, "optimizer": "nelder_mead"},
        {"step": 27, "optimizer": "cma_es", "settings": {"population": 8}},
    ]}, batch=ALL, steps=30),
    "a large epsilon": network({"optimizer": "adam", "settings": {"epsilon": 0.1}}),
    "many rows": network(dataset={"name": "moons", "settings": {"samples": 600}}),
    "a problem of its own": network(
        {"optimizer": "adam", "problem": {"activations": ["relu", "linear"], "batch": {"size": 3}}}
    ),
}

def valley(name: str, steps: int = 12, **settings: Any) -> dict[str, Any]:
    """A rule in Rosenbrock's valley."""
    rule = {"optimizer": name, "start": [-1.2, 1], "settings": settings}
    return surface({"surface": "rosenbrock", "settings": {"b": 90}}, rule, steps)


SURFACES: dict[str, dict[str, Any]] = {
    **{f"valley {name}": valley(name) for name in KNOWN},
    **{
        f"valley {name} {search}": valley(name, search=search)
        for name, search in product(
            ("line_search", "conjugate_gradient", "bfgs", "lbfgs"), SEARCHES
        )
    },
    **{
        f"squares of {name}": surface(
            {"surface": name}, {"optimizer": "levenberg_marquardt", "start": [1, 0.5]}, 6
        )
        for name in ("himmelblau", "beale", "booth")
    },
    "typed squares": surface(
        {"expression": "(x - sin(y))^2 / 3 + 2 (y - 1)^2", "window": [[-2, 2], [-2, 2]]},
        {"optimizer": "levenberg_marquardt", "start": [1, 2]}, 6,
    ),
    **{
        f"curved {k}": surface(
            {"expression": text, "window": [[-2, 2], [-2, 2]]},
            {"optimizer": "newton", "start": [1.5, 1.25], "settings": {"damping": 3}}, 8,
        )
        for k, text in enumerate((
            "exp(x^2 + y^2) / 9 + (x - 2)^2", "sigmoid(x) + softplus(y) + x^4 + y^4",
            "atan2(y, x) + hypot(x, y)", "|x| + (y - 1)^2",
        ))
    },
    "a tip for Newton": surface(
        {"expression": "|x| + y^2", "window": [[-2, 2], [-2, 2]]},
        {"optimizer": "newton", "start": [0, 1]}, 3,
    ),
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
    **{
        f"schedule of {name}": network({
            "optimizer": name, "schedule": {"name": "cosine", "settings": {"steps": 9}},
        }, steps=12, batch=_batch(name))
        for name in KNOWN if not optimizers[name].why_no_schedule()
    },
    **{
        f"schedule, then {name}": network({
            "optimizer": "rmsprop", "schedule": {"name": "linear_warmup"},
            "changes": [{"step": 5, "optimizer": name}, {"step": 7, "optimizer": "adam"}],
        }, steps=9, batch=ALL)
        for name in KNOWN if optimizers[name].why_no_schedule()
    },
    "noise": surface(
        {"surface": "rosenbrock"},
        {"optimizer": "momentum", "start": [-1, 1], "settings": {"learning_rate": 0.0005},
         "schedule": {"name": "cosine", "settings": {"steps": 50}},
         "noise": {"size": 0.5, "seed": 3}},
    ),
    "noise, clipped": surface(
        {"surface": "rosenbrock"},
        {"optimizer": "nesterov", "start": [-1, 1], "settings": {"learning_rate": 0.0005},
         "noise": {"size": 0.5, "seed": 3}, "clip_norm": 2, "clip_value": 1.5},
    ),
    "sharpness-aware on a surface": surface(
        {"surface": "rosenbrock"},
        {"optimizer": "gradient_descent", "start": [-1, 1], "sam_rho": 0.05,
         "settings": {"learning_rate": 0.0005}, "noise": {"size": 0.5, "seed": 3}},
    ),
    "noise, searched": surface(
        {"surface": "booth"},
        {"optimizer": "line_search", "start": [-1, 1], "noise": {"size": 0.5, "seed": 3}},
    ),
}
CASES = NETWORKS | SURFACES | SCHEDULED
