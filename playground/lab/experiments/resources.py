"""Finds resources/ in a source tree, in an installed wheel and in a frozen build."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import playground


@cache
def resources_folder() -> Path:
    """The folder of icons, data and licences; raises FileNotFoundError if it is nowhere."""
    package = Path(playground.__file__).resolve().parent
    places = [
        Path(getattr(sys, "_MEIPASS", package)) / "resources",  # frozen: beside the modules
        package / "_resources",  # a wheel carries them inside the package
        package.parent / "resources",  # a source tree, or an editable install of it
    ]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no resources folder; looked in {', '.join(map(str, places))}")


def resource(name: str) -> Path:
    """The path of one resource, as "icons/play.svg"; it need not exist."""
    return resources_folder() / name
