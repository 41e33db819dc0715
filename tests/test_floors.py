"""Nothing imports upwards: every import is read against the list of what its floor may use."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "playground"
ENGINE = {"playground.engine", "numpy"}
LAB = ENGINE | {"playground.lab", "platformdirs", "playground"}
DESKTOP = {"playground", "playground.desktop", "playground.lab"}
CLI = LAB | {"playground.cli", "playground.desktop"}
APP = LAB | {"playground.desktop.names", "playground.app", "PySide6", "shiboken6", "pyqtgraph"}
BUNDLE = {"playground", "playground.bundle", "playground.desktop.names", "PySide6"}
ALLOWED = {"engine": ENGINE, "lab": LAB, "app": APP, "cli": CLI, "__init__.py": set(),
           "bundle": BUNDLE, "desktop": DESKTOP,
           "__main__.py": {"playground.cli", "playground.app.main", "playground.desktop.names"}}
LAZY = {  # heavy libraries, each behind the files named here and only inside functions
    "sympy": ("engine/expressions/",),
    "contourpy": ("app/plots/contours",),
    "ziamath": ("app/look/math_label",),
    "PIL": ("app/documents/picture_files", "app/export/frames", "bundle/icons"),
    "safetensors": ("lab/export/safetensors_file",), "onnx": ("lab/export/onnx_file",),
    "distributed": ("lab/sweeps/pools",),
}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> list[tuple[str, bool]]:
    """(module, whether at the top level) for every import of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) not in inside) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative imports hide the floor"
            found.append((node.module, id(node) not in inside))
            if node.module == "playground":
                found += [(f"playground.{a.name}", id(node) not in inside) for a in node.names
                          if (PACKAGE / a.name).exists() or (PACKAGE / f"{a.name}.py").exists()]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_stay_on_their_floor(path):
    place = path.relative_to(PACKAGE).as_posix()
    allowed = ALLOWED[place.split("/")[0]]
    for module, top in imports(path):
        root = module.split(".")[0]
        if root in sys.stdlib_module_names:
            continue
        if root in LAZY:
            assert place.startswith(LAZY[root]) and not top, f"{place} imports {module}"
            continue
        below = (a for a in allowed if a != "playground")  # which is itself alone
        assert module in allowed or any(module.startswith(a + ".") for a in below), (
            f"{place} may not import {module}"
        )


# The rooms of the app, from the ground up: a room imports only from floors below its own. Rooms on
# one floor do not know each other, and nothing but the shell knows the window.
ROOMS = (
    ("work", "text"), ("look",), ("paint",), ("plots", "widgets"), ("docks",), ("core", "sketch"),
    ("errors", "help", "documents", "plugins", "runners", "charts", "results", "course",
     "export", "step", "sweeps"),
    ("surface", "network"),
    ("shell",), ("main.py",),
)
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
JOINED = "mode.py"
"""In `surface` and `network`: the file that joins the rooms inside, and alone knows them."""


def app_files():
    return [p for p in FILES if p.is_relative_to(PACKAGE / "app") and p.name != "__init__.py"]


def file_of(module):
    """The file of a module of the package; None for a package or somebody else's."""
    file = PACKAGE.parent / (module.replace(".", "/") + ".py")
    return file if module.startswith("playground.") and file.exists() else None


def imported_files(path):
    """The files of the package that a file imports, whole modules and names alike."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from filter(None, map(file_of, modules))


@pytest.mark.parametrize("path", app_files(), ids=lambda p: str(p.relative_to(PACKAGE / "app")))
def test_a_room_imports_only_from_the_floors_below(path):
    app = PACKAGE / "app"
    room, *inside = path.relative_to(app).parts
    for other in imported_files(path):
        if not other.is_relative_to(app):
            continue
        there, *deeper = other.relative_to(app).parts
        if there != room:
            assert FLOOR[there] < FLOOR[room], f"{path.name} imports {other.relative_to(app)}"
        elif room in ("surface", "network") and len(deeper) > 1 and inside != [JOINED]:
            assert inside[0] == deeper[0], f"{path.name} imports {other.relative_to(app)}"


def test_no_file_is_imported_in_a_circle():
    above: dict = {}

    def visit(path, way):
        assert path not in way, "in a circle: " + " -> ".join(
            str(p.relative_to(PACKAGE)) for p in (*way[way.index(path):], path)
        )
        if path not in above:
            for other in set(imported_files(path)) - {path}:
                visit(other, (*way, path))
            above[path] = True

    for path in FILES:
        visit(path, ())


def test_a_window_opens_without_what_only_a_teacher_brings():
    code = (
        "import sys, playground.app.shell.start\n"
        "late = {'playground.lab.experiments.lessons', 'playground.lab.plugins.load',"
        " 'playground.lab.plugins.check', 'playground.app.documents.lessons_menu',"
        " 'playground.app.plugins.loader'}\n"
        "assert not late & set(sys.modules), late & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_engine_lab_and_cli_load_no_qt_and_nothing_heavy():
    code = (
        "import sys, playground.engine, playground.cli, pkgutil, importlib, playground.lab as l\n"
        "[importlib.import_module(m.name)"
        " for m in pkgutil.walk_packages(l.__path__, 'playground.lab.')]\n"
        "bad = {m.split('.')[0] for m in sys.modules} &"
        " {'PySide6', 'shiboken6', 'pyqtgraph', 'sympy', 'contourpy', 'ziamath', 'PIL'}\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_two_files_of_tests_have_one_name():
    """pytest imports them by their bare names: two of one name stop a run of the whole suite."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
