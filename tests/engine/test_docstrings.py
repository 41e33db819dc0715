"""Public functions of the engine say the shapes of their arrays, and what they raise.

A method that a base class describes says it there; one with the docstring of its class or module
in the same words needs no second one.
"""

import ast
import builtins
import re
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "playground" / "engine"
FILES = sorted(ENGINE.rglob("*.py"))
SHAPE = re.compile(r"\bshapes?\b|\bscalar|\bflat vector")


def public_functions(tree):
    """(function, its class or None) for every function that others may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node, None
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield inner, node


def says(function, owner):
    """What is said of a function: its own docstring, and that of its class."""
    return " ".join(filter(None, (ast.get_docstring(function), owner and ast.get_docstring(owner))))


def takes_arrays(function):
    arguments = [a.annotation for a in (*function.args.args, *function.args.kwonlyargs)]
    return any(
        re.search(r"\bArray\b|\bndarray\b|\bNDArray\b", ast.unparse(annotation))
        for annotation in (*arguments, function.returns) if annotation is not None
    )


def raised(function):
    """The names of the exceptions that leave the function: what a `try` around catches does not."""
    caught = {id(inner) for node in ast.walk(function) if isinstance(node, ast.Try)
              for part in node.body for inner in ast.walk(part) if node.handlers}
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None and id(node) not in caught:
            called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(called, ast.Name) and called.id[0].isupper():
                yield called.id


def is_said(error, text):
    """Whether an exception is named, or a wider one that it is."""
    wider = getattr(getattr(builtins, error, None), "__mro__", ())
    names = {error, *(kind.__name__ for kind in wider)} - {"Exception", "BaseException", "object"}
    return any(name in text for name in names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ENGINE).as_posix())
def test_shapes_and_exceptions_are_said(path):
    silent = []
    for function, owner in public_functions(ast.parse(path.read_text(encoding="utf-8"))):
        own = ast.get_docstring(function)
        if own is None:  # an override: what it does is said where it was declared
            continue
        name = f"{owner.name}.{function.name}" if owner else function.name
        if takes_arrays(function) and not SHAPE.search(says(function, owner)):
            silent.append(f"{name}: the shapes of its arrays")
        silent += [
            f"{name}: that it raises {error}" for error in set(raised(function))
            if error != "NotImplementedError" and not is_said(error, says(function, owner))
        ]
    assert not silent, "\n".join(silent)
