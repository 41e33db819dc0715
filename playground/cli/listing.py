"""`playground list`: everything there is, with its settings."""

from __future__ import annotations

import argparse
from typing import Any

from playground.cli.output import as_json
from playground.engine.parameters import declared
from playground.lab.experiments.catalogue import catalogue


def answer(options: argparse.Namespace) -> str:
    """Every registered thing by its kind, a line each or JSON."""
    found = {
        kind: [_entry(thing, registry.own.get(name)) for name, thing in registry.items()]
        for kind, registry in catalogue().items()
    }
    if options.json:
        return as_json(found)
    lines = []
    for kind, entries in found.items():
        lines.append(f"{kind}:")
        for entry in entries:
            settings = ", ".join(f"{k}={v['default']}" for k, v in entry["settings"].items())
            own = f"  (own: {entry['own']})" if "own" in entry else ""
            lines.append(f"  {entry['name']:<22}{settings}".rstrip() + own)
    return "\n".join(lines)


def _entry(thing: Any, own: str | None) -> dict[str, Any]:
    """What is listed of a thing; `own` is the file that it comes from, if that is one's own."""
    settings = {
        name: {
            "default": p.default,
            "low": p.low,
            "high": p.high,
            "low_excluded": p.above,
            "high_excluded": p.below,
            "choices": list(p.choices),
            "help": p.help,
        }
        for name, p in declared(thing if isinstance(thing, type) else type(thing)).items()
    }
    title = getattr(thing, "title", thing.name)
    entry = {"name": thing.name, "title": title, "settings": settings}
    return entry | {"own": own} if own else entry
