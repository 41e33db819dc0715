"""The archive: the same bytes for the same folder, links and rights kept, sizes watched."""

import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

from playground.bundle import archive

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of Unix")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "built"
    (made / "_internal" / "lib").mkdir(parents=True)
    (made / "_internal" / "lib" / "libone.so.1").write_bytes(b"code" * 100)
    (made / "start").write_bytes(b"#!/bin/sh\necho hello\n")
    (made / "start").chmod(0o700)
    (made / "README.txt").write_text("read me")
    return made


@UNIX
def test_a_tar_keeps_links_and_rights_and_names_the_version(folder, tmp_path):
    (folder / "again").symlink_to("start")
    packed = archive.pack(folder, tmp_path / "out", "linux")
    top = packed.name.removesuffix(".tar.xz")
    assert top.startswith("optimization-playground-") and "-linux-" in top
    with tarfile.open(packed) as tar:
        entries = {entry.name: entry for entry in tar}
        assert all(name == top or name.startswith(f"{top}/") for name in entries)
        assert entries[f"{top}/again"].linkname == "start"
        assert entries[f"{top}/start"].mode == 0o755
        assert entries[f"{top}/README.txt"].mode == 0o644
        assert all(e.uid == e.gid == 0 and not e.uname for e in entries.values())
        assert tar.extractfile(f"{top}/_internal/lib/libone.so.1").read() == b"code" * 100


@UNIX
def test_the_systems_own_tar_unpacks_it(folder, tmp_path):
    packed = archive.pack(folder, tmp_path / "out", "linux")
    subprocess.run(["tar", "xf", str(packed), "-C", str(tmp_path)], check=True)
    top = tmp_path / packed.name.removesuffix(".tar.xz")
    assert subprocess.run([top / "start"], capture_output=True).stdout == b"hello\n"


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_the_same_folder_gives_the_same_bytes(folder, tmp_path, system):
    first = archive.pack(folder, tmp_path / "one", system)
    os.utime(folder / "README.txt", (1, 1))
    second = archive.pack(folder, tmp_path / "two", system)
    assert first.read_bytes() == second.read_bytes()
    line = second.with_name(f"{second.name}.sha256").read_text()
    assert line == f"{archive.sha256(second)}  {second.name}\n"
    assert not list((tmp_path / "two").glob("*.part"))


def test_a_zip_for_windows(folder, tmp_path):
    packed = archive.pack(folder, tmp_path / "out", "win32")
    with zipfile.ZipFile(packed) as opened:
        assert f"{packed.stem}/_internal/lib/libone.so.1" in opened.namelist()
        assert opened.testzip() is None


@UNIX
def test_a_link_costs_nothing(folder):
    before = archive.size(folder)
    (folder / "again").symlink_to("start")
    assert archive.size(folder) == before == 400 + 21 + 7


def test_the_limits_hold_on_linux_only():
    mb = archive.MB
    assert archive.too_large(190 * mb, 60 * mb, "linux") == []
    assert archive.too_large(191 * mb, 61 * mb, "linux") == [
        "unpacked it has 191.0 MB, more than 190 MB", "packed it has 61.0 MB, more than 60 MB",
    ]
    assert archive.too_large(400 * mb, 200 * mb, "win32") == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits hold on Linux")
def test_too_much_is_refused_after_packing(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 300)
    assert archive.main([str(folder), "--to", str(tmp_path / "out")]) == 1
    seen = capsys.readouterr()
    assert "SHA-256" in seen.out and "MB unpacked" in seen.out
    assert "too large: unpacked" in seen.err


def test_nothing_built_is_said_with_the_mend(tmp_path, capsys):
    assert archive.main([str(tmp_path / "nowhere")]) == 1
    assert "pyinstaller build.spec" in capsys.readouterr().err
