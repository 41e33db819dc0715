"""Whose files may run: permissions that are kept, folders and files that are never trusted."""

import json
import os
import subprocess
import sys

import pytest

from playground.lab.documents.recovery import state_folder
from playground.lab.plugins.crash_marks import Marks, print_of
from playground.lab.plugins.load import faults_of, load_folder
from playground.lab.plugins.trust import Permissions, why_unsafe

posix = pytest.mark.skipif(os.name != "posix", reason="modes and owners of files")
SOMEBODY = 54321


@pytest.fixture
def stranger(monkeypatch):
    """This process runs as somebody whose the files of the test are not."""
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    monkeypatch.setattr("playground.lab.plugins.trust.SYSTEM", SOMEBODY + 1)


def test_a_permission_is_kept_for_a_folder_and_can_be_taken_back(user_folders):
    one, other = user_folders / "one", user_folders / "other"
    assert not Permissions().allows(one)
    assert Permissions().allow(one)
    assert Permissions().allows(one) and not Permissions().allows(other)
    assert Permissions().allow(other) and Permissions().disallow(one)
    assert Permissions().allows(other) and not Permissions().allows(one)


@posix
def test_a_permission_is_for_the_place_and_not_for_a_link_to_it(user_folders):
    one, other, link = user_folders / "one", user_folders / "other", user_folders / "link"
    one.mkdir()
    other.mkdir()
    link.symlink_to(one)
    Permissions().allow(link)
    assert Permissions().allows(one)
    link.unlink()
    link.symlink_to(other)
    assert not Permissions().allows(link)


@pytest.mark.parametrize("text", ["", "{", "7", '["', "[1, null]", "[" * 100_000])
def test_a_damaged_list_allows_nothing(user_folders, text):
    state_folder().mkdir(parents=True)
    (state_folder() / "allowed.json").write_text(text)
    assert not Permissions().allows(user_folders)
    assert Permissions().allow(user_folders) and Permissions().allows(user_folders)


def test_a_list_that_cannot_be_kept_is_told(user_folders):
    state_folder().parent.mkdir(parents=True, exist_ok=True)
    state_folder().write_text("a file where the folder should be")
    assert not Permissions().allow(user_folders)
    assert not Permissions().allows(user_folders)


@posix
def test_a_folder_that_others_may_write_into_is_unsafe(own_folder):
    own_folder.surface("eggs")
    assert why_unsafe(own_folder.path) == ""
    own_folder.path.chmod(0o777)
    assert why_unsafe(own_folder.path).startswith("Everybody may write into ")
    own_folder.path.chmod(0o755)
    own_folder.path.parent.chmod(0o777)
    assert "could exchange the folder" in why_unsafe(own_folder.path)
    own_folder.path.parent.chmod(0o1777)  # as /tmp: nobody can exchange what is not theirs
    assert why_unsafe(own_folder.path) == ""


@posix
def test_a_folder_of_somebody_else_is_unsafe(own_folder, stranger):
    own_folder.surface("eggs")
    assert "belongs to somebody else" in why_unsafe(own_folder.path)
    assert why_unsafe(own_folder.path, any_owner=True) == ""


@posix
def test_files_of_others_are_not_run(own_folder, stranger):
    own_folder.surface("eggs")
    assert list(faults_of(load_folder(own_folder.path))) == [
        "eggs.py: belongs to somebody else; copy it, so that it is yours"
    ]
    assert not list(faults_of(load_folder(own_folder.path, any_owner=True)))


@posix
def test_a_file_that_everybody_may_change_is_not_run(own_folder, tmp_path):
    own_folder.surface("eggs").chmod(0o666)
    own_folder.surface("linked").rename(tmp_path / "there.py")
    (tmp_path / "there.py").chmod(0o777)
    (own_folder.path / "linked.py").symlink_to(tmp_path / "there.py")
    said = list(faults_of(load_folder(own_folder.path)))
    assert len(said) == 2 and all("can be changed by everybody" in s for s in said)


@pytest.fixture
def group(monkeypatch):
    """Says what the group of the test's files is: its name, its members, whose first group."""
    import grp
    import pwd

    me = pwd.struct_passwd(("me", "x", os.geteuid(), os.getegid(), "", "", ""))
    other = pwd.struct_passwd(("other", "x", SOMEBODY, os.getegid(), "", "", ""))
    apart = pwd.struct_passwd(("apart", "x", SOMEBODY, os.getegid() + 1, "", "", ""))

    def is_called(name, members=(), first_of_another=False):
        found = grp.struct_group((name, "x", os.getegid(), list(members)))
        people = [me, other if first_of_another else apart]
        monkeypatch.setattr(grp, "getgrgid", lambda number: found)
        monkeypatch.setattr(pwd, "getpwuid", lambda number: me)
        monkeypatch.setattr(pwd, "getpwall", lambda: people)

    return is_called


@posix
def test_a_folder_that_a_shared_group_may_write_into_is_unsafe(own_folder, group):
    own_folder.surface("eggs")
    own_folder.path.chmod(0o775)
    for shared in (
        {"name": "students"},  # nobody else today, and whom you like tomorrow
        {"name": "me", "members": ["me", "other"]},
        {"name": "me", "first_of_another": True},
    ):
        group(**shared)
        said = why_unsafe(own_folder.path)
        assert said.startswith(f"The group {shared['name']} may write into ") and "g-w" in said
        assert why_unsafe(own_folder.path, any_owner=True) == said
    for private in ({"name": "me"}, {"name": "me", "members": ["me"]}):
        group(**private)
        assert why_unsafe(own_folder.path) == ""
    group("students")
    own_folder.path.chmod(0o755)
    assert why_unsafe(own_folder.path) == ""


@posix
def test_a_folder_in_one_of_a_shared_group_is_unsafe(own_folder, group):
    own_folder.surface("eggs")
    own_folder.path.parent.chmod(0o775)
    group("students")
    assert "The group students may write into" in (said := why_unsafe(own_folder.path))
    assert "could exchange the folder" in said
    own_folder.path.parent.chmod(0o1775)  # nobody can exchange what is not theirs
    assert why_unsafe(own_folder.path) == ""


@posix
def test_a_file_that_a_shared_group_may_change_is_not_run(own_folder, group):
    own_folder.surface("eggs").chmod(0o664)
    group("students")
    assert list(faults_of(load_folder(own_folder.path))) == [
        "eggs.py: can be changed by the group students; take that right away (chmod g-w)"
    ]
    group("me")
    assert not list(faults_of(load_folder(own_folder.path)))


@posix
def test_a_group_without_a_name_is_shared(own_folder, monkeypatch):
    import grp

    def unknown(number):
        raise KeyError(number)

    monkeypatch.setattr(grp, "getgrgid", unknown)
    own_folder.surface("eggs")
    own_folder.path.chmod(0o775)
    assert f"The group {os.getegid()} may write into" in why_unsafe(own_folder.path)


# --- marks --------------------------------------------------------------------------------------


def print_here(file):
    return print_of(file, file.stat())


def test_a_mark_that_a_dead_process_left_names_the_file(own_folder):
    file = own_folder.surface("eggs")
    marks = Marks()
    marks.begin(print_here(file))
    left = next(state_folder().glob("loading-*.json"))
    assert not Marks().is_stuck(print_here(file))  # this process is alive
    left.rename(left.with_name("loading-99999999.json"))
    assert Marks().is_stuck(print_here(file))
    assert not list(state_folder().glob("loading-*.json"))
    assert Marks().is_stuck(print_here(file))  # and at every start from now on
    own_folder.surface("other", file="eggs.py")
    assert not Marks().is_stuck(print_here(file))


def test_a_mark_is_gone_when_the_file_came_back(own_folder):
    file = own_folder.surface("eggs")
    marks = Marks()
    marks.begin(print_here(file))
    marks.end()
    assert not list(state_folder().glob("loading-*.json"))


def test_asking_again_forgives(own_folder):
    file = own_folder.surface("eggs")
    Marks().add_stuck(print_here(file))
    Marks().forgive()
    assert not Marks().is_stuck(print_here(file))


@pytest.mark.parametrize("text", ["", "{", "[7, null]", '"text"'])
def test_damaged_marks_are_passed_over(own_folder, text):
    file = own_folder.surface("eggs")
    state_folder().mkdir(parents=True)
    for name in ("stuck.json", "loading-99999999.json", "loading-x.json"):
        (state_folder() / name).write_text(text)
    assert not Marks().is_stuck(print_here(file))
    assert not list(faults_of(load_folder(own_folder.path)))


def test_a_file_that_ends_the_process_is_left_out_the_next_time(own_folder):
    own_folder.surface("a_good_one")
    own_folder.write("deadly.py", "import os\nos._exit(7)\n")
    own_folder.surface("z_good_one")
    code = (
        "from playground.lab.plugins.load import *\n"
        "reports = load_folder(plugins_folder())\n"
        "import json; print(json.dumps([[r.words, *map(str, r.faults)] for r in reports]))\n"
    )

    def start():
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert start().returncode == 7
    second = start()
    first, deadly, last = json.loads(second.stdout)
    assert first == ["surface “Own a_good_one”"] and last == ["surface “Own z_good_one”"]
    assert "hung or ended the program when it was loaded last" in deadly[1]
