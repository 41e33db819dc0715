"""Files: bad ones are refused in a line, good ones are written whole or not at all."""

import json
import os

import numpy as np
import pytest

from playground.engine.datasets import datasets
from playground.lab.documents import regular_file
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.documents.recent import RecentFiles
from playground.lab.documents.regular_file import NotRegularError, read_regular
from playground.lab.documents.workspace import MOST_ENTRIES, Workspace
from playground.lab.edits.network import choose_dataset
from playground.lab.experiments import files
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, read_in_parts, write_experiment
from playground.lab.experiments.presets import presets

GOOD = json.dumps(new_experiment().to_dict())


def test_round_trip(tmp_path):
    path = tmp_path / "übung 1.json"
    write_experiment(path, new_experiment("himmelblau"))
    assert read_experiment(path) == new_experiment("himmelblau")
    assert os.listdir(tmp_path) == ["übung 1.json"]


@pytest.mark.parametrize(("content", "says"), [
    (b"", "is empty"),
    (b" \n", "is empty"),
    (b"{]", "line 1, column 2: a name in double quotes must stand here"),
    (GOOD[:150].encode(), "the text ends too early"),
    (b"\x00\x01\xff\xfe binary", "is not UTF-8 text"),
    (b"[]", "must be an object"),
    (b"null", "must be an object"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"version": 1, "version": 1}', 'has the key "version" twice'),
    (b'{"version": ' + b"9" * 5000 + b"}", "too many digits"),
    (b'{"version": 1e999}', "version: must be a finite number"),
    (GOOD.replace('"seed": 0', '"seed": NaN').encode(), "seed: must be a finite number"),
    (GOOD.replace('"seed": 0', '"seed": -Infinity').encode(), "seed: must be a finite number"),
])
def test_bad_files_are_refused_in_one_line_that_names_the_file(tmp_path, content, says):
    path = tmp_path / "lesson.json"
    path.write_bytes(content)
    with pytest.raises(FileProblemError) as caught:
        read_experiment(path)
    assert str(caught.value).startswith(f"{path}: ") and says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("text", "says"), [
    ('{"a": 1 "b": 2}', "line 1, column 9: a comma is missing; write one before this"),
    ('{"a": [1,\n2,]}', "line 2, column"),
    ('{"a": 1,}', "nothing follows th"),
    ('{"a" 1}', 'line 1, column 6: a colon is missing; write "name": value'),
    ("{'a': 1}", "line 1, column 2: texts stand in double quotes here"),
    ('{"a": "b\n"}', "a text must stand on one line; close it"),
    ('{"a": "b', "line 1, column 7: the text ends too early; a part is missing"),
    ('{"a": "\\q"}', "this backslash means nothing here; write two"),
    ('{"a": 1} x', "line 1, column 10: the experiment has ended already; remove this"),
    ('{"a": tru}', "line 1, column 7: no value can begin here"),
    ('{"a": 1,5}', "decimals are written with a point, as in 1.5"),
    ('{"a": [1, 2}', "line 1, column 12: this } closes another kind of bracket"),
    ('{"a": 1; "b": 2}', "write a comma in place of this semicolon"),
    ('{"a": 1,, "b": 2}', "there is one comma too many; remove it"),
    ("<html>", "line 1, column 1: this is no experiment file; open another one"),
])
def test_what_is_typed_wrong_is_said_with_its_place_and_the_mend(tmp_path, text, says):
    path = tmp_path / "lesson.json"
    path.write_text(text)
    with pytest.raises(FileProblemError) as caught:
        read_experiment(path)
    assert says in str(caught.value) and "JSON" not in str(caught.value)


def test_of_a_large_file_each_part_is_named_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "large.json"
    write_experiment(path, new_experiment("booth"))
    assert list(read_in_parts(path)) == [new_experiment("booth")]
    monkeypatch.setattr(files, "LARGE", 10)
    *words, experiment = read_in_parts(path)
    assert len(words) == 3 and experiment == new_experiment("booth")
    path.write_text("{, and more than ten")
    parts = read_in_parts(path)
    assert next(parts) == "reading the file"
    with pytest.raises(FileProblemError, match="line 1, column 2"):
        next(parts)


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path):
    path = tmp_path / "huge.json"
    with open(path, "wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(FileProblemError, match="larger than 64 MiB"):
        read_experiment(path)


@pytest.mark.parametrize("piece", [b"[1],", b"1,2,3,4,5,6,"])
def test_far_too_many_values_are_refused_before_they_are_parsed(tmp_path, monkeypatch, piece):
    path = tmp_path / "many.json"
    path.write_bytes(b'{"version": 1, "values": [' + piece * 600_000 + b"1]}")
    monkeypatch.setattr(files.json, "loads", lambda *a, **k: pytest.fail("it was parsed"))
    with pytest.raises(FileProblemError) as error:
        read_experiment(path)
    said = str(error.value)
    assert "2,500,000 values or 500,000 lists" in said and "a table file (CSV)" in said
    assert "\n" not in said


def test_the_largest_networks_weights_are_not_too_many(tmp_path):
    path = tmp_path / "many.json"
    path.write_text(json.dumps({"version": 1, "more": [[0.5] * 1000] * 2000}))
    with pytest.raises(FileProblemError, match=r"is (missing|not known)"):
        read_experiment(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(tmp_path, monkeypatch):
    """Between the look and the opening somebody may put another thing there."""
    os.mkfifo(tmp_path / "pipe")
    plain = os.stat(__file__)
    monkeypatch.setattr(regular_file.os, "stat", lambda path: plain)
    with pytest.raises(NotRegularError, match="it is a pipe"):
        read_regular(tmp_path / "pipe", 10)


def test_many_numbers_are_written_without_a_line_for_each_and_come_back(tmp_path):
    path = tmp_path / "many.json"
    rows = [[k / 7] for k in range(60_000)]
    table = datasets["inline"].from_settings({"X": rows, "y": rows})
    many = choose_dataset(presets["xor"].experiment(), table)
    write_experiment(path, many)
    assert path.stat().st_size > files.LARGE and path.read_bytes().count(b"\n") == 1
    assert read_experiment(path) == many


def test_a_byte_order_mark_is_no_reason_to_refuse(tmp_path):
    path = tmp_path / "bom.json"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_experiment(path) == new_experiment()


@pytest.mark.parametrize("path", ["missing.json", "folder", "a\0b"])
def test_what_cannot_be_read_is_told(tmp_path, path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileProblemError, match="cannot be read"):
        read_experiment(str(tmp_path / path))


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "kept.json"
    path.write_text("old")

    def full(file):
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    with pytest.raises(FileProblemError, match="No space left on device"):
        write_atomically(path, full)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["kept.json"]


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(FileProblemError, match="cannot be written"):
        write_experiment(tmp_path / "nowhere" / "a.json", new_experiment())


def test_permissions_of_a_file_are_kept(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{}")
    path.chmod(0o640)
    write_experiment(path, new_experiment())
    assert path.stat().st_mode & 0o777 == 0o640


def test_recent_files_are_few_newest_first_and_exist(tmp_path):
    recent = RecentFiles(tmp_path / "state")
    files = [tmp_path / f"{i}.json" for i in range(12)]
    for file in files:
        file.write_text("{}")
        recent.add(file)
    recent.add(files[3])
    assert recent.paths()[:2] == [files[3], files[11]]
    assert len(recent.paths()) == 10
    files[11].unlink()
    assert files[11] not in recent.paths()
    (tmp_path / "state" / "recent.json").write_text("not json")
    assert recent.paths() == []
    recent.add(files[1])
    assert recent.paths() == [files[1]]


def test_undo_redo_and_the_unsaved_mark():
    one, two, three = (new_experiment(n) for n in ("bowl", "booth", "beale"))
    workspace = Workspace(one)
    assert not workspace.unsaved and workspace.undo_what is None
    workspace.record(two, "second")
    workspace.record(two, "nothing changed")
    workspace.record(three, "third")
    assert workspace.unsaved and workspace.undo_what == "third"
    assert workspace.undo() == two and workspace.undo() == one and workspace.undo() == one
    assert not workspace.unsaved and workspace.redo_what == "second"
    assert workspace.redo() == two
    workspace.mark_saved(two)
    assert not workspace.unsaved
    workspace.record(one, "another future")
    assert workspace.redo_what is None and workspace.undo() == two


def test_a_drag_is_one_entry_until_it_is_sealed():
    workspace = Workspace(new_experiment("bowl"))
    for name in ("booth", "beale", "matyas"):
        workspace.record(new_experiment(name), "drag", "drag")
    workspace.seal()
    workspace.record(new_experiment("rosenbrock"), "drag", "drag")
    assert workspace.undo() == new_experiment("matyas")
    assert workspace.undo() == new_experiment("bowl")


def test_the_journal_is_bounded():
    workspace = Workspace(new_experiment())
    seeds = np.arange(MOST_ENTRIES + 50)
    from dataclasses import replace
    for seed in seeds:
        workspace.record(replace(new_experiment(), seed=int(seed) + 1), "seed")
    undone = 0
    while workspace.undo_what is not None:
        workspace.undo()
        undone += 1
    assert undone == MOST_ENTRIES - 1
