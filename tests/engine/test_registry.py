"""Registries: names, things of one's own beside ours, and what a module asks to register."""

import sys
from types import ModuleType

import pytest

from playground.engine.registry import Registry, collected


class Thing:
    """Anything that can be named."""


@pytest.fixture
def registry():
    """A registry with one thing of ours."""
    made = Registry("thing")
    made.register("ours")(Thing())
    return made


def test_own_things_come_after_ours_and_go_again(registry):
    thing = Thing()
    registry.set_own({"mine": (thing, "mine.py")})
    assert list(registry) == ["ours", "mine"] and registry["mine"] is thing
    assert thing.name == "mine" and dict(registry.own) == {"mine": "mine.py"}
    registry.set_own({"other": (Thing(), "other.py")})
    assert list(registry) == ["ours", "other"]
    registry.set_own({})
    assert list(registry) == ["ours"] and not registry.own


def test_ours_cannot_be_replaced(registry):
    registry.set_own({"mine": (Thing(), "mine.py")})
    with pytest.raises(ValueError, match="'ours' is there already"):
        registry.set_own({"new": (Thing(), "new.py"), "ours": (Thing(), "new.py")})
    assert list(registry) == ["ours", "mine"]


def test_what_a_module_registers_is_collected_and_only_its(registry, monkeypatch):
    inner = "def add(registry, thing): registry.register('inner')(thing)"
    outer = "registry.register('outer')(thing); add(registry, thing)"
    names = {}
    for name in ("ours_too", "not_ours"):
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        names[name] = module.__dict__ | {"registry": registry, "thing": Thing()}
    exec(inner, names["ours_too"])
    names["not_ours"]["add"] = names["ours_too"]["add"]
    with collected("not_ours") as found:
        exec(outer, names["not_ours"])
    assert [(c.registry, c.name) for c in found] == [(registry, "outer")]
    assert list(registry) == ["ours", "inner"]
    exec("registry.register('later')(thing)", names["not_ours"])
    assert "later" in registry
