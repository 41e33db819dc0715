""" "Quiz me on this": a lesson made of the experiment on screen, for any network or surface.

Backpropagation fades from nearly everything shown to everything blank; one step of an optimizer,
one gradient and one batch's gradient can be asked for as well. The numbers are those at the step
that is looked at, or integers drawn from a seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np

from playground.engine.networks.activations import activations
from playground.engine.networks.by_hand import ByHand
from playground.engine.networks.fitting import FittingProblem
from playground.engine.parameters import declared
from playground.engine.problem import Array, Problem
from playground.engine.surface import SurfaceProblem
from playground.lab.course.lesson import Lesson
from playground.lab.course.reader import lesson_from
from playground.lab.course.variants import varied
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import nested

Kind: TypeAlias = Literal["last_step", "last_layer", "all", "new", "step", "gradient", "batch"]
KINDS: Mapping[Kind, str] = {
    "last_step": "Backprop: only the last step blank",
    "last_layer": "Backprop: one layer blank",
    "all": "Backprop: everything blank",
    "new": "Backprop: everything blank, new numbers",
    "step": "One step of the optimizer",
    "gradient": "One gradient",
    "batch": "One batch's gradient",
}
MOST_NUMBERS = 16
"""Of one question: a person works them out one by one."""
MOST_QUESTIONS = 24
DRAWN = "integers -3..3 without 0, no zero pre-activation"
TRIES, STRIDE = 50, 1_000_003
"""How often other numbers are drawn where none of them comes back through dead ReLUs, and how far
their seeds are apart, so that a neighbour's seed is not the next one."""
TOLERANCE = {"relative": 0.005, "absolute": 0.0005}
_SYMBOLS = {
    "z": "z^{(%d)}", "a": "a^{(%d)}", "da": r"\frac{\partial H}{\partial a^{(%d)}}",
    "dz": r"\frac{\partial H}{\partial z^{(%d)}}", "dW": r"\frac{\partial H}{\partial W^{(%d)}}",
    "db": r"\frac{\partial H}{\partial b^{(%d)}}",
}
_HINTS = {
    "z": r"$z_j = \sum_i W_{ij}\,a_i + b_j$: a column of $W$ with what stands below.",
    "a": "$a_j = g(z_j)$, each by itself.",
    "da": r"$\frac{\partial H}{\partial a_j} = \sum_k \frac{\partial H}{\partial z_k} W_{jk}$ with "
    "the next layer's: along a row of its $W$. Of the output it is 1.",
    "dz": r"$\frac{\partial H}{\partial z_j} = \frac{\partial H}{\partial a_j}\,g'(z_j)$.",
    "dW": r"$\frac{\partial H}{\partial W_{ij}} = \frac{\partial H}{\partial z_j}\,a_i$: row $i$ "
    "from below, column $j$ in the layer.",
    "db": r"$\frac{\partial H}{\partial b_j} = \frac{\partial H}{\partial z_j}$.",
}


def why_no_quiz(experiment: Experiment, runner: Runner, kind: Kind) -> str:
    """Why one cannot be asked about this; "" if one can."""
    surface = experiment.problem.kind == "surface"
    if kind == "batch" and surface:
        return "this is about networks; show one first"
    if kind in ("step", "gradient", "batch"):
        problem = experiment.problem_of(runner)
        parts = _parts(problem)
        if kind == "step" or not parts:
            count = problem.dimension
            return "" if count <= MOST_NUMBERS else (
                f"{count} parameters are too many to work out by hand; at most {MOST_NUMBERS}"
            )
        if max(count for _, count in parts) > MOST_NUMBERS:
            return f"a layer of more than {MOST_NUMBERS} weights is too much by hand"
        return "" if len(parts) <= MOST_QUESTIONS else "so many layers are too many by hand"
    if surface:
        return "this is about networks; show one first"
    recipe = experiment.recipe_for(runner)
    assert recipe.kind == "network"
    sizes = recipe.network.sizes
    if max(a * b for a, b in pairwise(sizes)) > MOST_NUMBERS:
        return f"a layer of more than {MOST_NUMBERS} weights is too much by hand; take fewer nodes"
    if 6 * (len(sizes) - 1) > MOST_QUESTIONS:
        return "a network of at most 4 layers can be worked out by hand"
    return ""


def quiz_of(
    experiment: Experiment, runner: Runner, theta: Array, kind: Kind, seed: int = 0
) -> Lesson:
    """The lesson; `theta`, shape (dimension,), are the parameters at the step that is looked at.

    Raises ValueError with the reason where there is none.
    """
    if reason := why_no_quiz(experiment, runner, kind):
        raise ValueError(reason)
    scene = _scene(experiment, runner, theta)
    document: dict[str, Any] = {
        "version": 1, "kind": "lesson", "id": f"quiz-{kind}", "title": "Quiz: " + KINDS[kind],
        "scene": scene, "steps": [],
    }
    if kind == "new":
        network = experiment.recipe_for(runner).network  # type: ignore[union-attr]
        layers = len(network.sizes) - 1
        rules = {f"W{n}": DRAWN for n in range(1, layers + 1)}
        document["steps"] = [{"say": "."}]
        for further in range(TRIES):  # until something comes back to the first layer
            document["vary"] = {"seed": seed + further * STRIDE, **rules}
            drawn = varied(lesson_from(document), "").scene
            if _sheet_of(drawn)["dW1"].any():
                break
        document["scene"] = drawn.to_dict()
        del document["vary"]
    built = Experiment.from_dict(document["scene"])
    document["steps"] = _steps(built, kind)
    return lesson_from(document)


def _scene(experiment: Experiment, runner: Runner, theta: Array) -> dict[str, Any]:
    """The experiment with this runner alone, from these parameters on."""
    recipe = experiment.recipe_for(runner)
    if recipe.kind == "network":
        weights, biases = nested(recipe.network, np.array(theta, dtype=float))
        recipe = replace(recipe, weights=weights, biases=biases)
        alone = replace(runner, start=None, changes=(), problem=None)
    else:
        alone = replace(runner, start=tuple(map(float, theta)), changes=())
    scene = replace(experiment, problem=recipe, runners=(alone,), cursor=0)
    document = scene.to_dict()
    document["stop"] = {"max_steps": 5}
    return document


def _steps(scene: Experiment, kind: Kind) -> list[dict[str, Any]]:
    problem = scene.problem_of(scene.runners[0])
    if kind == "step":
        return _optimizer_step(scene, problem)
    if kind == "gradient":
        surface = isinstance(problem, SurfaceProblem)
        what = r"\nabla f" if surface else r"\nabla R"
        return [
            {"say": f"What is ${what}$ at the start? The numbers stand in *This step* and in the "
             "drawing; cover them, and work them out."},
            *([
                _ask("g", f"${what}$: its two slopes?", "gradient", labels=["x", "y"])
            ] if surface else [
                _ask(f"g_{name}", f"${what}$: its part for {_part(name)}?", f"gradient.{name}")
                for name, _ in _parts(problem)
            ]),
        ]
    if kind == "batch":
        return [
            {"say": "Work out the gradient of each sample of the first batch, then what the step "
             "goes by: their mean, or their sum where the runner takes that."},
            *(
                _ask(f"b_{name}", "The gradient that the first step goes by: its part for "
                     f"{_part(name)}?", f"run[0].step[0].gradient.{name}")
                for name, _ in _parts(problem)
            ),
        ]
    assert scene.problem.kind == "network"
    return _sheet(scene, kind)


def _parts(problem: Problem) -> list[tuple[str, int]]:
    """A network's weights and biases by layer: the name, and how many numbers it has."""
    return [(p.name, p.slice.stop - p.slice.start) for p in problem.parts if p.shape]


def _part(name: str) -> str:
    """ "W1" as it is written in formulas."""
    return f"${name[0]}^{{({name[1:]})}}$"


def _optimizer_step(scene: Experiment, problem: Problem) -> list[dict[str, Any]]:
    network = isinstance(problem, FittingProblem)
    names = [
        problem.network.place_of(i).name for i in range(problem.dimension)
    ] if isinstance(problem, FittingProblem) else ["x", "y"]
    optimizer = scene.runners[0].optimizer
    settings = ", ".join(
        f"{parameter.symbol or name.replace('_', ' ')} = {getattr(optimizer, name)}"
        for name, parameter in declared(type(optimizer)).items()
    )
    return [
        {"say": f"One step of **{optimizer.title}** ({settings}) from the start, by hand."},
        _ask("g", "First the gradient there.", "run[0].step[0].gradient", labels=names),
        _ask("t", f"Then the {'parameters' if network else 'point'} after **one** update.",
             "run[0].step[1].theta", ["g"], labels=names),
        _ask("u", "And after the **second**?", "run[0].step[2].theta", ["t"], labels=names),
    ]


def _ask(
    name: str, text: str, source: str, follow: list[str] | None = None,
    hints: list[str] | None = None, labels: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "ask": "check", "id": name, "type": "matrix", "text": text, "answer": {"from": source},
        "tolerance": TOLERANCE, "points": 1, "follow": follow or [], "hints": hints or [],
        **({"labels": labels} if labels else {}),
    }


def _sheet(scene: Experiment, kind: Kind) -> list[dict[str, Any]]:
    """The quantities that are asked for; what stands before them is shown on a page."""
    sheet, problem = _sheet_of(scene), scene.problem_of(scene.runners[0])
    assert isinstance(problem, FittingProblem)
    names = [name for name in sheet.names() if name != "H"]
    asked = {
        "last_step": [name for name in names if name == "dW1"],
        "last_layer": [name for name in names if name in ("da1", "dz1", "dW1", "db1")],
    }.get(kind, names)
    shown = names[: names.index(asked[0])]
    x = _row(problem.X[0])
    weights = "\n".join(
        f"- $W^{{({n})}}$ has the rows {_rows(W)}, $b^{{({n})}}$ = {_row(b)}, "
        f"{activations[problem.network.activations[n - 1]].title}"
        for n, (W, b) in enumerate(zip(sheet.W, sheet.b, strict=True), 1)
    )
    pages: list[dict[str, Any]] = [{"say": f"$x$ = {x}\n\n{weights}"}]
    if shown:
        given = "\n".join(f"- ${_symbol(n)}$ = {_any(sheet[n])}" for n in shown)
        pages.append({"say": f"Worked out already:\n\n{given}"})
    for place, name in enumerate(asked):
        one = name.rstrip("0123456789")
        right = _any(sheet[name])
        pages.append(_ask(
            name, f"${_symbol(name)}$?", f"backprop.{name}", asked[:place],
            [_HINTS[one], f"Layer {name[len(one):]}: the numbers are on the first pages.", right],
        ))
    return pages


def _sheet_of(scene: Experiment) -> ByHand:
    """Backprop of a network's first sample, at its start."""
    problem = scene.problem_of(scene.runners[0])
    assert isinstance(problem, FittingProblem)
    return ByHand(problem.network, problem.start(), problem.X[0])


def _symbol(name: str) -> str:
    kind = name.rstrip("0123456789")
    return _SYMBOLS[kind] % int(name[len(kind):])


def _row(values: Array) -> str:
    return "(" + ", ".join(f"{v + 0.0:.6g}" for v in np.ravel(values)) + ")"


def _rows(values: Array) -> str:
    return ", ".join(map(_row, values))


def _any(values: Array) -> str:
    return _rows(values) if values.ndim == 2 else _row(values)
