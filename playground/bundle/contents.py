"""What goes into the bundle and what stays out, each with its reason.

PyInstaller takes what imports reach; much of that is reached only by doors that this program never
opens. Tables here say which, so that one line puts a thing back.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""(place in the bundle, source file, kind), as PyInstaller lists files."""

LEFT_OUT_MODULES = (
    # For developing, not for using.
    "_pytest", "hypothesis", "iniconfig", "mypy", "pip", "pkg_resources", "pluggy", "py",
    "pygments", "pytest", "ruff", "setuptools", "wheel", "playground.bundle",
    # What pyqtgraph, SymPy and NumPy use if it happens to be installed.
    "IPython", "OpenGL", "PyQt5", "PyQt6", "PySide2", "cupy", "gmpy2", "h5py", "jupyter_rfb",
    "matplotlib", "numba", "pandas", "pyglet", "scipy", "tkinter",
    "pyqtgraph.examples", "pyqtgraph.jupyter", "pyqtgraph.opengl",
    # Parts of Qt that no widget here asks for; without_opengl.py stands for the last two.
    "PySide6.QtNetwork", "PySide6.QtTest", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets",
    # Only a compiler's and a prompt's helpers ask for them.
    "numpy.f2py", "pydoc_data",
    # No network and no terminal: hashlib and hmac have their own code beside OpenSSL's.
    "_hashlib", "_ssl", "ssl", "_curses", "curses", "readline",
)

ONLY_IF_USED = {"PIL"}
"""Taken along as soon as the program imports them; Pillow has 24 MB."""

FOR_OWN_FILES = (
    "bisect", "cmath", "collections", "colorsys", "copy", "csv", "dataclasses", "datetime",
    "decimal", "enum", "fractions", "functools", "heapq", "itertools", "json", "math", "numbers",
    "operator", "random", "re", "statistics", "string", "textwrap", "time", "typing",
)
"""What a teacher's own surface or optimizer may import beside NumPy and the engine."""

KEPT_PLUGINS = {
    "platforms": {"xcb", "wayland", "offscreen", "windows", "cocoa"},
    "platformthemes": {"xdgdesktopportal"},  # gtk3 would bring the whole GTK tree
    "platforminputcontexts": {
        "composeplatforminputcontextplugin", "ibusplatforminputcontextplugin",
    },
    "imageformats": {"svg", "ico"},  # the stylesheet's ticks and arrows; PNG is in Qt itself
    "iconengines": {"svgicon"},
    "styles": {"modernwindowsstyle", "macstyle"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
"""Qt's plugins by folder, without `lib`, `q` and suffix; a folder that is not named goes.

Gone with their folders: OpenGL (all is drawn by QPainter), network, direct hardware."""

LEFT_OUT_FILES = (
    r"PySide6/(Qt/)?translations/",  # the program speaks English
    r"pyqtgraph/(colors/maps|examples|icons/peegee)/",  # it has its own colour maps and icon
    r"resources/pictures/",  # for the README
    r"^resources/licenses/",  # the build puts all texts there, by package
    r"opengl32sw\.dll$",  # a software renderer for OpenGL, 20 MB
    r"PIL/_(avif|imagingcms|imagingft|imagingtk)\.",  # films are GIF, APNG and WebP; 6 MB
    r"\.pyi$", r"/py\.typed$", r"/(tests?|include)/", r"\.(pxd|pyx|h|f|lib|a)$",
    r"\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json)$",
)
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/([^/]+)/(?:lib)?q?([^/.]+)[^/]*$")
_LEFT_OUT = re.compile("|".join(LEFT_OUT_FILES))


def imported(folder: Path) -> set[str]:
    """The packages that the Python files of a folder import, wherever in them."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found


def unused_packages(package: Path) -> list[str]:
    """Heavy packages that others use if they are there: left out unless the program uses them."""
    used = set().union(*(imported(package / floor) for floor in ("engine", "lab", "app")))
    return sorted(ONLY_IF_USED - used)


def wanted(place: str) -> bool:
    """Whether a file stays in the bundle, by its place there."""
    place = place.replace("\\", "/")
    plugin = _PLUGIN.search(place)
    if plugin:
        folder, name = plugin.groups()
        return name in KEPT_PLUGINS.get(folder, ())
    return not _LEFT_OUT.search(place)


def without_twins(entries: Iterable[Entry]) -> list[Entry]:
    """Each place once, the first that was named."""
    made: dict[str, Entry] = {}
    for entry in entries:
        made.setdefault(entry[0].replace("\\", "/"), entry)
    return list(made.values())


def reached(entries: Iterable[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Drop the shared libraries that nothing left asks for (what a dropped plugin brought along).

    `needs` names the libraries that a file is linked against. Python's extension modules, Qt's
    plugins and libpython are loaded by name and stay; a link to a file stays with the file.
    """
    entries = list(entries)
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(_name(entry), []).append(entry)
    waiting = [_name(entry) for entry in entries if not _is_shared_library(entry)]
    seen = set(waiting)
    while waiting:
        for entry in by_name.get(waiting.pop(), ()):
            linked = [PurePosixPath(entry[1]).name] if entry[2] == "SYMLINK" else needs(entry[1])
            fresh = {PurePosixPath(name).name for name in linked} - seen
            seen |= fresh
            waiting += fresh
    return [entry for entry in entries if _name(entry) in seen]


def _name(entry: Entry) -> str:
    return PurePosixPath(entry[0].replace("\\", "/")).name


def _is_shared_library(entry: Entry) -> bool:
    """A library that is there only because something is linked against it."""
    place, _, kind = entry
    if kind not in ("BINARY", "SYMLINK") or "/plugins/" in place.replace("\\", "/"):
        return False
    return ".so" in _name(entry) and not _name(entry).startswith("libpython")
