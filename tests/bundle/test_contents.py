"""What goes into the bundle: nothing that the program needs is left out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.bundle import contents, slim

PACKAGE = Path(contents.__file__).parents[1]


def test_the_program_imports_nothing_that_is_left_out():
    left_out = {name for name in contents.LEFT_OUT_MODULES if "." not in name}
    used = set().union(*(contents.imported(PACKAGE / floor) for floor in ("engine", "lab", "app")))
    assert not used & left_out
    for file in PACKAGE.rglob("*.py"):
        if "bundle" not in file.parts:
            text = file.read_text(encoding="utf-8")
            for name in contents.LEFT_OUT_MODULES:
                if name.startswith("PySide6."):
                    assert name.partition(".")[2] not in text.split(), f"{file} uses {name}"


WITHOUT_OPENGL = """
import sys
from importlib.abc import MetaPathFinder
from playground.bundle import without_opengl

class LeftOut(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if "OpenGL" in name and name.startswith("PySide6."):
            raise ImportError(name)

sys.meta_path.insert(0, LeftOut())
from playground.app.shell.self_test import run_self_test
sys.exit(run_self_test(0.0, as_json=False))
"""


def test_the_program_runs_without_qts_opengl(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_OPENGL], capture_output=True, text=True, timeout=100,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path),
             "XDG_STATE_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pillow_goes_along_only_if_it_is_used(tmp_path):
    for floor in ("engine", "lab", "app"):
        (tmp_path / floor).mkdir()
    assert contents.unused_packages(tmp_path) == ["PIL"]
    (tmp_path / "app" / "film.py").write_text("def f():\n    from PIL import Image\n")
    assert contents.unused_packages(tmp_path) == []


@pytest.mark.parametrize("place", [
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platforms/libqwayland.so",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
    "PySide6\\plugins\\platforms\\qwindows.dll",
    "PySide6\\plugins\\styles\\qmodernwindowsstyle.dll",
    "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
    "PySide6/Qt/plugins/imageformats/libqsvg.so",
    "PySide6/Qt/lib/libQt6Core.so.6",
    "resources/icons/play.svg",
    "numpy-2.5.5.dist-info/METADATA",
    "latex2mathml/unimathsymbols.txt",
    "sympy/testing/runtests.py",
])
def test_what_stays(place):
    assert contents.wanted(place)


@pytest.mark.parametrize("place", [
    "PySide6/Qt/translations/qtbase_de.qm",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/platforms/libqvnc.so",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/Qt/plugins/tls/libqopensslbackend.so",
    "PySide6/Qt/plugins/imageformats/libqwebp.so",
    "PySide6\\plugins\\imageformats\\qtiff.dll",
    "PySide6\\opengl32sw.dll",
    "pyqtgraph/colors/maps/CET-C1.csv",
    "resources/pictures/window.png",
    "resources/licenses/GPL-3.0.txt",
    "numpy/_core/include/numpy/arrayobject.h",
    "numpy-2.5.5.dist-info/direct_url.json",
])
def test_what_goes(place):
    assert not contents.wanted(place)


def test_libraries_that_nothing_asks_for_any_more_go():
    needs = {"app.so": ["libone.so.1"], "libone.so.1": ["libtwo.so.2"], "qxcb.so": ["libxcb.so.1"],
             "libgtk.so.3": ["libpango.so.1"]}
    entries = [
        ("pkg/app.so", "/x/app.so", "EXTENSION"),
        ("PySide6/Qt/plugins/platforms/qxcb.so", "/x/qxcb.so", "BINARY"),
        ("libone.so.1", "deep/libone.so.1", "SYMLINK"),
        ("deep/libone.so.1", "/x/libone.so.1", "BINARY"),
        ("libtwo.so.2", "/x/libtwo.so.2", "BINARY"),
        ("libxcb.so.1", "/x/libxcb.so.1", "BINARY"),
        ("libpython3.13.so.1.0", "/x/libpython3.13.so.1.0", "BINARY"),
        ("libgtk.so.3", "/x/libgtk.so.3", "BINARY"),
        ("libpango.so.1", "/x/libpango.so.1", "BINARY"),
    ]
    left = contents.reached(entries, lambda source: needs.get(Path(source).name, []))
    assert left == entries[:-2]


def test_each_place_once():
    entries = [("a/b", "/1", "DATA"), ("a\\b", "/2", "DATA"), ("c", "/3", "DATA")]
    assert contents.without_twins(entries) == [entries[0], entries[2]]


def test_only_pythons_own_libraries_are_stripped():
    assert slim.is_pythons("/opt/python/lib/libpython3.13.so.1.0")
    assert slim.is_pythons("/opt/python/lib/python3.13/lib-dynload/_sha2.so")
    assert not slim.is_pythons("/env/lib/python3.13/site-packages/numpy.libs/libopenblas.so")
    assert not slim.is_pythons("/usr/lib/libxcb.so.1")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names of Linux")
def test_this_pythons_own_modules_are_told_apart():
    import _ctypes

    import numpy._core._multiarray_umath as of_a_package
    from PySide6 import QtCore

    assert not slim.is_pythons(of_a_package.__file__) and not slim.is_pythons(QtCore.__file__)
    if getattr(_ctypes, "__file__", None):  # some Pythons have it inside
        assert slim.is_pythons(_ctypes.__file__)
