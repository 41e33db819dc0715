"""What a file held when it was last read or written here, and whether that is still so."""

import os
import threading

import pytest

from playground.lab.documents.known_file import KnownFile
from playground.lab.documents.recovery import Recovery
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import write_experiment
from playground.lab.experiments.presets import new_network


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "hill.json"
    path.write_bytes(b"one")
    return path


def test_what_was_written_is_what_is_there(file):
    known = write_experiment(file, new_experiment())
    assert known == KnownFile.now(file) and not known.changed


def test_another_size_or_content_is_a_change_and_another_time_is_none(file):
    known = KnownFile.now(file)
    os.utime(file, (1, 1))
    assert not known.changed
    moment = file.stat()
    file.write_bytes(b"two")  # as long, and as old
    os.utime(file, ns=(moment.st_atime_ns, moment.st_mtime_ns))
    assert known.changed
    file.write_bytes(b"three")
    assert known.changed
    file.write_bytes(b"one")
    assert not known.changed


def test_a_file_that_is_gone_can_be_written_again_and_a_folder_is_a_change(file):
    known = KnownFile.now(file)
    file.unlink()
    assert not known.changed and KnownFile.now(file) is None
    file.mkdir()
    assert known.changed and KnownFile.now(file) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among the files here")
def test_a_pipe_is_not_waited_for(file):
    file.unlink()
    os.mkfifo(file)
    found = []
    asking = threading.Thread(target=lambda: found.append(KnownFile.now(file)), daemon=True)
    asking.start()
    asking.join(30)
    assert found == [None]


def test_it_is_read_back_as_it_was_and_nothing_else_is(file, monkeypatch):
    monkeypatch.chdir(file.parent)
    known = KnownFile.now(file.name)
    again = KnownFile.from_json(known.to_json())
    assert again == KnownFile.now(file)  # its whole path: another program starts elsewhere
    for text in ("", "[]", "{", '{"path": "a", "size": "3", "sha256": "x"}', '{"path": "a"}'):
        assert KnownFile.from_json(text) is None


def crash(net):
    """Leave what is kept as another machine would that ended long ago."""
    for path in list(net.folder.glob("unsaved-*.*")):
        if path.suffix != ".lock":
            kind = path.stem.rpartition("-")[2]
            os.utime(path, (1_000_000_000,) * 2)
            path.rename(path.with_name(f"unsaved-x-99999990-0-{kind}{path.suffix}"))
    net.close()


def test_kept_work_knows_its_file(tmp_path, file):
    known = KnownFile.now(file)
    first = Recovery(tmp_path / "state")
    assert first.keep(new_network()) == ""
    assert first.keep(new_experiment("booth"), known) == ""
    crash(first)
    [left] = Recovery(tmp_path / "state").left_behind()
    assert {work.experiment.problem.kind: work.file for work in left.works} == {
        "surface": known, "network": None,
    }
    left.discard()
    assert list((tmp_path / "state").glob("unsaved-*.*")) == []


def test_work_that_belongs_nowhere_any_more_says_so(tmp_path, file):
    net = Recovery(tmp_path / "state")
    net.keep(new_experiment("booth"), KnownFile.now(file))
    net.keep(new_experiment("booth"))
    assert not net.file("surface").with_suffix(".origin").exists()
    net.keep(new_experiment("booth"), KnownFile.now(file))
    net.file("surface").with_suffix(".origin").write_bytes(b"\xff")
    crash(net)
    [left] = Recovery(tmp_path / "state").left_behind()
    assert left.works[0].file is None
    left.discard()
    assert list((tmp_path / "state").glob("unsaved-*.*")) == []
