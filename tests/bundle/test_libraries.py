"""A library that is missing on the build machine is named, with the package that brings it."""

import os
import shutil
import sys
from pathlib import Path

import pytest
import shiboken6

from playground.bundle import libraries

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at Linux only")


@pytest.fixture
def built(tmp_path):
    """A folder with one real library in it, that finds all it needs."""
    folder = tmp_path / "built"
    (folder / "_internal").mkdir(parents=True)
    library = next(Path(shiboken6.__file__).parent.glob("libshiboken6*.so*"))
    shutil.copy(library, folder / "_internal" / "libone.so")
    (folder / "_internal" / "notes.txt").write_text("no library")
    return folder


@pytest.fixture
def fake_ldd(tmp_path, monkeypatch):
    """An ldd that misses two libraries."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "ldd").write_text(
        "#!/bin/sh\n"
        "printf '\\tlinux-vdso.so.1 (0x1)\\n\\tlibxcb-cursor.so.0 => not found\\n'\n"
        "printf '\\tlibodd.so.7 => not found\\n\\tlibGL.so.1 => /lib/libGL.so.1 (0x2)\\n'\n"
    )
    (tools / "ldd").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")


def test_a_sound_folder(built, capsys):
    assert libraries.main([str(built)]) == 0
    assert "1 programs and libraries find all that they need" in capsys.readouterr().out


def test_a_folder_may_be_named_from_here(built, monkeypatch, capsys):
    shutil.copy(built / "_internal" / "libone.so", built / "_internal" / "libstdc++.so.6")
    monkeypatch.chdir(built.parent)
    assert libraries.main(["built"]) == 0
    assert "libstdc++" not in capsys.readouterr().out.partition("from the system:")[2]


def test_a_missing_library_is_named_with_its_package(built, fake_ldd, capsys):
    assert libraries.main([str(built)]) == 1
    seen = capsys.readouterr().err.splitlines()
    odd, known = seen
    assert odd == ("libodd.so.7 is not on this machine (for _internal/libone.so); "
                   "find its package with: apt-file search libodd.so.7")
    assert known == ("libxcb-cursor.so.0 is not on this machine (for _internal/libone.so); "
                     "install it with: sudo apt install libxcb-cursor0")


def test_a_really_missing_library_is_seen(built):
    library = built / "_internal" / "libone.so"
    code = library.read_bytes()
    assert b"libstdc++.so.6\0" in code
    library.write_bytes(code.replace(b"libstdc++.so.6\0", b"libstdnone.so6\0"))
    report = libraries.look(built)
    assert report.missing == {"libstdnone.so6": ["_internal/libone.so"]}


def test_what_lies_in_the_bundle_counts(built):
    libs = built / "_internal"
    code = (libs / "libone.so").read_bytes().replace(b"libstdc++.so.6\0", b"libstdnone.so6\0")
    (libs / "libone.so").write_bytes(code)
    shutil.copy(next(Path(shiboken6.__file__).parent.glob("libshiboken6*.so*")),
                libs / "libstdnone.so6")
    assert not libraries.look(built).missing


def test_an_empty_folder_is_no_success(tmp_path, capsys):
    assert libraries.main([str(tmp_path)]) == 1
    assert "pyinstaller build.spec" in capsys.readouterr().err


def test_qts_libraries_have_their_packages_in_the_table():
    from playground.app.main import LINUX_LIBRARIES

    wanted = set(LINUX_LIBRARIES.split())
    assert wanted <= set(libraries.PACKAGES.values())
