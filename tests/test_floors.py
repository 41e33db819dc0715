"""Nothing imports upwards: every import is read against the list of what its floor may use."""

import ast
import subprocess
import sys
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
    "contourpy": ("app/surface/heat_map", "app/network/output/map"),
    "ziamath": ("app/look/math_label",), "PIL": ("app/documents/picture_files", "bundle/icons"),
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


@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name in ("views", "panels")],
                         ids=lambda p: p.stem)
def test_a_view_knows_no_other_kind_of_view_and_no_player(path):
    for module, _ in imports(path):
        other = {"views": "playground.app.panels", "panels": "playground.app.views"}
        assert not module.startswith(other[path.parent.name]), f"{path.name} imports {module}"
        assert module not in ("playground.app.core.player", "playground.app.shell.window")


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
