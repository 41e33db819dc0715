"""Tests speak to public names: how often they reach into private ones may only go down."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
PRIVATE = 425
"""So often at most, now. Where a test needs fewer, write the smaller number here."""


def private_accesses(tree):
    """Every `thing._name`, but for a class's own and `os._exit`."""
    for node in ast.walk(tree):
        own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (
            node.value.id in ("self", "cls", "os")
        )
        if isinstance(node, ast.Attribute) and not own and (
            node.attr.startswith("_") and not node.attr.startswith("__")
        ):
            yield node.attr


def test_tests_reach_into_private_names_less_and_less():
    counts = {
        path.relative_to(TESTS): len(list(private_accesses(ast.parse(path.read_text("utf-8")))))
        for path in TESTS.rglob("*.py")
    }
    most = sorted(counts, key=counts.__getitem__)[-5:]
    assert sum(counts.values()) <= PRIVATE, f"{sum(counts.values())}, most in {most}"
