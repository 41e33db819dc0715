"""A docstring's first sentence is not torn in two by a blank line."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
ENDS = (".", "?", "!", ":", '"', "…", ")")


def torn(tree):
    """The lines of docstrings whose first paragraph ends within a sentence."""
    for node in ast.walk(tree):
        text = ast.get_docstring(node) if isinstance(node, DOCUMENTED) else None
        first, _, rest = (text or "").partition("\n\n")
        if rest.strip() and not first.rstrip().endswith(ENDS):
            yield node.body[0].lineno


@pytest.mark.parametrize("folder", ["playground", "tests"])
def test_no_first_sentence_is_torn(folder):
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line in torn(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert not found


def test_a_torn_one_is_seen():
    assert list(torn(ast.parse('"""One, two\n\nand three."""'))) == [1]
    assert not list(torn(ast.parse('"""One, two.\n\nAnd three."""')))
