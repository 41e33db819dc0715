"""At home on the desktop: the files are right, and go in and out without a trace."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from playground.cli import main
from playground.desktop import command, install, names, program
from playground.desktop.contents import desktop_entry, files, metainfo, mime_package
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.files import OWN_SUFFIX

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the desktops of Linux"
)
WORDS = ["/opt/lab/playground", "--windowed"]


@pytest.fixture
def data(user_folders, monkeypatch):
    """The person's data folder, with something of somebody else's in it; no tools to run."""
    monkeypatch.setattr(install.shutil, "which", lambda tool: None)
    folder = install.data_folder()
    other = folder / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\n")
    return folder


def everything(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*") if p.is_file()}


def test_installing_and_removing_leaves_what_was_there(data, capsys):
    before = everything(data)
    assert main(["desktop", "install"]) == 0
    told = capsys.readouterr().out
    installed = everything(data)
    assert f"applications/{names.DESKTOP_ID}.desktop" in installed
    assert f"mime/packages/{names.DESKTOP_ID}.xml" in installed
    assert f"icons/hicolor/16x16/apps/{names.DESKTOP_ID}.png" in installed
    assert f"icons/hicolor/scalable/mimetypes/{names.MIME_ICON}.svg" in installed
    assert str(data) in told and "playground desktop remove" in told
    assert "update-mime-database is not installed" in told  # said plainly
    assert main(["desktop", "install"]) == 0  # once more changes nothing
    assert everything(data) == installed
    assert main(["desktop", "remove"]) == 0
    assert everything(data) == before
    assert sorted(os.listdir(data)) == ["applications"]
    capsys.readouterr()
    assert main(["desktop", "remove"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to remove")


def test_what_somebody_changed_stays(data, capsys):
    main(["desktop", "install"])
    entry = data / "applications" / f"{names.DESKTOP_ID}.desktop"
    entry.write_text(entry.read_text() + "NoDisplay=true\n")
    capsys.readouterr()
    assert main(["desktop", "remove"]) == 0
    assert entry.exists() and f"{entry} was changed" in capsys.readouterr().out


def test_an_older_versions_files_go_with_the_next_install(data):
    install.install({"icons/old.svg": b"old", "icons/both.svg": b"1"}, data)
    install.install({"icons/both.svg": b"2"}, data)
    assert not (data / "icons" / "old.svg").exists()
    assert (data / "icons" / "both.svg").read_bytes() == b"2"


def test_a_list_that_somebody_tampered_with_removes_nothing_outside(data, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    install.install({"icons/a.svg": b"a"}, data)
    digest = install.sha256(b"mine").hexdigest()
    for name in (str(mine), "../mine.txt", "../../mine.txt"):
        (data / install.LIST).write_bytes(install._as_list({name: digest}, set()))
        install.remove(data)
    assert mine.exists()


def test_a_data_folder_that_cannot_be_written_is_one_line(user_folders, monkeypatch, capsys):
    (user_folders / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(user_folders / "file" / "share"))
    assert main(["desktop", "install"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "cannot be made (Not a directory)" in err


def test_a_relative_data_folder_is_passed_over_as_the_standard_says(user_folders, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "share")
    assert install.data_folder() == user_folders / ".local" / "share"
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    with pytest.raises(FileProblemError, match="no home folder"):
        install.data_folder()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_it_says_what_does_it_there(system, monkeypatch, capsys):
    monkeypatch.setattr(command.sys, "platform", system)
    assert main(["desktop", "install"]) == 2
    assert "there is nothing to install" in capsys.readouterr().err


def test_an_action_is_needed(capsys):
    assert main(["desktop"]) == 2 and main(["desktop", "frobnicate"]) == 2
    assert capsys.readouterr().err.count("\n") == 2


# what is in the files


def value(entry, key):
    """A key's value as desktops read it: the escapes of a string undone."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read_string(entry)
    return parser["Desktop Entry"][key].replace("\\\\", "\\")


def started_with(entry):
    """The words that a desktop makes of the Exec line, without the file."""
    line = value(entry, "Exec")  # its quoting is a subset of the shell's
    script = f"for word in {line}; do printf '%s\\n' \"$word\"; done"
    words = subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout.splitlines()
    assert words.pop() == "%f"
    return [word.replace("%%", "%") for word in words]


@pytest.mark.parametrize("folder", [
    "/opt/lab", "/opt/my lab", '/opt/"quoted"', "/opt/a$HOME`x`", "/opt/back\\slash", "/opt/100%",
    "/opt/it's", "/opt/ü (1) & co; #2",
])
def test_the_menu_starts_just_this_program_wherever_it_lies(folder):
    words = [f"{folder}/playground", "--windowed"]
    entry = desktop_entry(words, None)
    assert started_with(entry) == words
    assert value(entry, "TryExec") == words[0]


def test_a_place_that_no_menu_entry_can_name_is_refused():
    for bad in ("/opt/a=b/playground", "/opt/new\nline/playground"):
        with pytest.raises(ValueError, match="move the program elsewhere"):
            desktop_entry([bad], None)


def test_the_windows_carry_the_entrys_name():
    entry = desktop_entry(WORDS, None)
    assert value(entry, "StartupWMClass") == names.DESKTOP_ID == value(entry, "Icon")
    assert value(entry, "MimeType") == f"{names.MIME_TYPE};"


def test_the_program_is_found_frozen_installed_and_from_source(monkeypatch, tmp_path):
    monkeypatch.setattr(program.sys, "frozen", True, raising=False)
    monkeypatch.setattr(program.sys, "executable", "/opt/lab/playground")
    assert program.command_line() == (WORDS, None)
    monkeypatch.setattr(program.sys, "frozen", False)
    script = tmp_path / "playground"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setattr(program.sysconfig, "get_path", lambda name: str(tmp_path))
    assert program.command_line() == ([str(script), "--windowed"], None)
    script.unlink()
    words, folder = program.command_line()
    assert words == ["/opt/lab/playground", "-m", "playground", "--windowed"]
    assert (folder / "playground" / "__main__.py").is_file()
    assert value(desktop_entry(words, folder), "Path") == str(folder)


def test_json_of_others_is_left_to_others():
    root = ElementTree.fromstring(mime_package())
    patterns = [e.get("pattern") for e in root.iter() if e.tag.endswith("glob")]
    assert patterns == [f"*{OWN_SUFFIX}", "*.lesson.json"] == ["*.playground.json", "*.lesson.json"]


def test_the_metainfo_names_the_entry():
    root = ElementTree.fromstring(metainfo())
    assert root.findtext("id") == names.DESKTOP_ID
    assert root.findtext("launchable") == f"{names.DESKTOP_ID}.desktop"


def tool(name):
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")


def checked(tmp_path, suffix, *words):
    place, content = next(
        (n, c) for n, c in files(WORDS, None).items() if n.endswith(suffix)
    )
    path = tmp_path / Path(place).name
    path.write_bytes(content)
    done = subprocess.run([*words, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@tool("desktop-file-validate")
def test_the_entry_is_valid(tmp_path):
    assert checked(tmp_path, ".desktop", "desktop-file-validate") == ""


@tool("appstreamcli")
def test_the_metainfo_is_valid(tmp_path):
    checked(tmp_path, ".metainfo.xml", "appstreamcli", "validate", "--no-net")


@tool("update-mime-database")
@tool("update-desktop-database")
def test_the_desktop_knows_the_type_and_forgets_it(user_folders, capsys):
    assert main(["desktop", "install"]) == 0
    folder = install.data_folder()
    assert f"80:{names.MIME_TYPE}:*.playground.json" in (folder / "mime" / "globs2").read_text()
    cache = (folder / "applications" / "mimeinfo.cache").read_text()
    assert f"{names.MIME_TYPE}={names.DESKTOP_ID}.desktop" in cache
    if shutil.which("xdg-mime"):
        assert "A double click on an experiment (*.playground.json) opens it." in (
            capsys.readouterr().out
        )
    assert main(["desktop", "remove"]) == 0
    assert list(folder.iterdir()) == []


def test_a_list_that_is_nested_too_deeply_is_no_list(tmp_path):
    (tmp_path / install.LIST).parent.mkdir(parents=True)
    (tmp_path / install.LIST).write_text("[" * 100_000)
    assert install.remove(tmp_path) == ([], [])
