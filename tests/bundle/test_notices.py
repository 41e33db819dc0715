"""Nothing is handed out without its licence."""

from pathlib import Path

import pytest

from playground.bundle import notices

RESOURCES = Path(notices.__file__).parents[2] / "resources"
OURS = ["numpy", "PySide6.QtCore", "shiboken6", "pyqtgraph.Qt", "contourpy", "sympy.core", "mpmath",
        "ziamath", "ziafont", "latex2mathml.converter", "platformdirs", "playground.app.main",
        "json", "_sysconfigdata__linux_x86_64-linux-gnu", "pyi_rth_pkgutil"]


def test_modules_belong_to_packages():
    packages = notices.packages_of(OURS)
    assert {"numpy", "pyside6-essentials", "shiboken6", "pyqtgraph", "contourpy", "sympy", "mpmath",
            "ziamath", "ziafont", "latex2mathml", "platformdirs"} <= set(packages)
    assert not {"json", "playground"} & set(packages)


def test_a_module_of_no_package_is_named():
    with pytest.raises(notices.MissingLicenceError, match="stray_thing"):
        notices.packages_of(["numpy", "stray_thing.deep"])


@pytest.mark.parametrize("name", ["numpy", "PySide6-Essentials", "shiboken6", "latex2mathml",
                                  "ziamath", "ziafont", "sympy", "mpmath", "pyqtgraph", "contourpy",
                                  "platformdirs"])
def test_every_library_has_a_text(name):
    notice = notices.package_notice(name, RESOURCES)
    assert notice.files and all(file.stat().st_size > 200 for file in notice.files)
    assert notice.licence


def test_qt_brings_the_lgpl_the_gpl_and_its_third_parties():
    names = {file.name for file in notices.package_notice("PySide6_Essentials", RESOURCES).files}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "qt-third-party.txt"} <= names
    text = (RESOURCES / "licenses" / "LGPL-3.0.txt").read_text()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text and "Version 3, 29 June 2007" in text
    text = (RESOURCES / "licenses" / "GPL-3.0.txt").read_text()
    assert "GNU GENERAL PUBLIC LICENSE" in text and "END OF TERMS AND CONDITIONS" in text


def test_fonts_bring_their_licences():
    ziamath = notices.package_notice("ziamath", RESOURCES)
    assert any("SIL OPEN FONT LICENSE" in file.read_text() for file in ziamath.files)


def test_numpy_brings_openblas_and_libgfortran():
    text = "".join(f.read_text("utf-8") for f in notices.package_notice("numpy", RESOURCES).files)
    assert "NumPy Developers" in text


def test_a_package_without_a_text_stops_the_build(tmp_path):
    with pytest.raises(notices.MissingLicenceError, match="latex2mathml brings no licence text"):
        notices.package_notice("latex2mathml", tmp_path)


def test_all_that_lack_one_are_named_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(notices, "BUILDER", "numpy")
    with pytest.raises(notices.MissingLicenceError, match=r"latex2mathml .*; .*pyside6.*; .*shib"):
        notices.collect(["latex2mathml.converter", "numpy"], [], tmp_path)


def test_python_has_one():
    text = notices.python_notice().files[0].read_text("utf-8")
    assert "PYTHON SOFTWARE FOUNDATION" in text.upper()


def test_libraries_of_the_system_bring_debians_files(tmp_path, monkeypatch):
    monkeypatch.setattr(notices.shutil, "which", lambda name: "/usr/bin/dpkg")
    monkeypatch.setattr(notices, "_debian_package", lambda path: "")
    with pytest.raises(notices.MissingLicenceError, match="libodd"):
        notices.system_notices(["/usr/lib/libodd.so.1"])


def test_without_dpkg_it_is_said_that_texts_are_missing(monkeypatch, capsys):
    monkeypatch.setattr(notices.shutil, "which", lambda name: None)
    assert notices.system_notices(["/usr/lib/libodd.so.1"]) == []
    assert "Debian or Ubuntu" in capsys.readouterr().err
    assert notices.system_notices([]) == []
    assert not capsys.readouterr().err  # Windows and macOS take nothing from the system


def test_the_folder_of_texts_and_its_sheet(tmp_path):
    one = tmp_path / "one" / "LICENSE"
    two = tmp_path / "two" / "LICENSE"
    own = tmp_path / "own"
    for file in (one, two, own):
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"terms of {file.parent.name}")
    sheet = notices.write([notices.Notice("thing 1.0", "MIT", [one, two])], own, tmp_path / "out")
    texts = {file.name: file.read_text() for file in (tmp_path / "out" / "thing-1.0").iterdir()}
    assert texts == {"LICENSE.txt": "terms of one", "two-LICENSE.txt": "terms of two"}
    text = sheet.read_text("utf-8")
    assert "- thing 1.0: MIT (thing-1.0/)" in text
    assert "uses Qt" in text and "download.qt.io" in text and "_internal/PySide6" in text
    assert max(map(len, text.splitlines())) <= 100
