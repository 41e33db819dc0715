"""One's own surfaces and optimizers: their file goes along in the program, as it is."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from playground.engine.optimizer import Optimizer
from playground.engine.surface import Surface
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.writing import commented

_ALONE = ("optimizer", "parameters", "problem", "surface")
"""Modules of the engine whose place the stand-ins below can take."""
_MOST_CHARACTERS = 200_000

_STAND_INS = '''\
import dataclasses, types
from collections import defaultdict

class Base:
    def init(self, theta):
        return {}

class Registry(dict):
    def register(self, name):
        return lambda thing: self.setdefault(name, thing)

def setting(default, *words, **more):
    return dataclasses.field(default=default)

OWN = Registry()
for name in ("", ".engine", ".engine.optimizer", ".engine.parameters", ".engine.problem",
             ".engine.surface"):  # what the file imports from the app, as far as it needs it
    module = sys.modules["playground" + name] = types.ModuleType("playground" + name)
    for thing in ("learning_rate", "epsilon", "decay", "parameter"):
        setattr(module, thing, setting)
    for thing in ("Optimizer", "Surface", "Line", "State", "Array", "Point"):
        setattr(module, thing, Base)
    module.optimizers = module.surfaces = OWN
'''


def is_own(thing: Optimizer | Surface) -> bool:
    """Whether it comes from a file of one's own."""
    from playground.lab.plugins import load  # a teacher's, and most runs need none

    return load.is_own(thing)


def surface_lines(surface: Surface) -> list[str] | None:
    """f(x, y) and gradient(x, y) of a surface of one's own; None for one of ours."""
    if not is_own(surface):
        return None
    settings = ", ".join(f"{name}={value!r}" for name, value in surface.settings.items())
    return [
        *_embedded(surface), f"SURFACE = OWN[{surface.name!r}]({settings})", "",
        "def f(x, y):", "    return SURFACE.value(float(x), float(y), math)", "",
        "def gradient(x, y):", "    return SURFACE.gradient(float(x), float(y), math)",
    ]


def optimizer_lines(optimizer: Optimizer) -> list[str] | None:
    """A function like those of our rules; None for one of ours."""
    if not is_own(optimizer):
        return None
    return [
        *_embedded(optimizer), f"def {optimizer.name}(theta, g, carried, **settings):",
        f"    rule = OWN[{optimizer.name!r}](**settings)",
        "    return rule.step(theta, g, rule.init(theta) if carried is None else carried)",
    ]


def torch_lines(optimizer: Optimizer) -> list[str]:
    """An optimizer of PyTorch's kind: the rule walks in NumPy, PyTorch finds the slope."""
    return torch_class(optimizer.name, _embedded(optimizer), [
        "self.state = None",
        f"make = lambda: OWN[{optimizer.name!r}](**settings)",
        "self.rule = lambda theta, g, carried: make().step(",
        "    theta, g, make().init(theta) if carried is None else carried)",
    ])


def torch_class(name: str, before: list[str], begin: list[str]) -> list[str]:
    """A class that steps all parameters at once by self.rule, in NumPy; `begin` makes that."""
    return [
        *before, "", f"class Own_{name}:",
        '    """A rule that PyTorch has not, on all parameters."""',
        "    def __init__(self, parameters, **settings):",
        "        self.parameters, self.settings = parameters, settings",
        *(f"        {line}" for line in begin), "",
        "    def zero_grad(self):", "        for p in self.parameters: p.grad = None", "",
        "    def step(self):",
        "        held = [p.detach() for p in self.parameters]",
        "        parts = [p.T if p.ndim == 2 else p for p in held]",
        "        slopes = [p.grad.T if p.ndim == 2 else p.grad for p in self.parameters]",
        "        theta, g = (torch.cat([p.reshape(-1) for p in s]).numpy()",
        "                    for s in (parts, slopes))",
        "        theta, self.state = self.rule(theta, g, self.state)",
        "        new = torch.split(torch.tensor(theta), [p.numel() for p in parts])",
        "        for part, values in zip(parts, new): part.copy_(values.view(part.shape))", "",
    ]


def _embedded(thing: Optimizer | Surface) -> list[str]:
    """Stand-ins for what the file imports from the app, and the file."""
    file, text = _source(thing)
    return [
        *_STAND_INS.splitlines(), "",
        f"# ---- {commented(file.name)}, somebody's own file, as it is: read it before you run it",
        *(line for line in text.splitlines() if not line.startswith("from __future__")),
        "# ---- the end of that file", "",
    ]


def _source(thing: Any) -> tuple[Path, str]:
    """The file that a thing came from, and its text; raises BadInputError."""
    from playground.lab.plugins import load

    kind = type(thing)
    file = next(
        (r.file for r in load.current() or () for c in r.brings if c.thing is kind), None
    )
    if file is None:
        raise BadInputError("", f"the file of {thing.name} is not there any more; load it again")
    try:
        text = file.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError) as error:
        raise BadInputError(file.name, f"cannot go along in a program ({error})") from None
    if len(text) > _MOST_CHARACTERS:
        raise BadInputError(file.name, "is too long to go along in a program")
    for node in ast.walk(tree):
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        ours = module.startswith("playground")
        if ours and module.removeprefix("playground.engine.") not in _ALONE:
            raise BadInputError(
                file.name, f"imports {module}, which a program alone does not have; copy what it "
                "needs into the file"
            )
    return file, text
