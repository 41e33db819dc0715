"""Work that outlives a crash: whose it is, who may have it, and that nobody loses it."""

import errno
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from playground.lab.documents import process_lock, recovery
from playground.lab.documents.process_lock import ProcessLock
from playground.lab.documents.recovery import Recovery, state_folder, why_not_kept
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network

CRASHING = """
import os, signal, sys
from pathlib import Path
from playground.lab.experiments.experiment import new_experiment
from playground.lab.documents.recovery import Recovery
net = Recovery(Path(sys.argv[1]))
assert net.keep(new_experiment(sys.argv[2])) == ""
print("kept", flush=True)
sys.stdin.read()
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


@pytest.fixture
def other(tmp_path):
    """Starts another process that keeps work; `crash()` kills it in the middle."""
    running = []

    def start(name):
        process = subprocess.Popen(
            [sys.executable, "-c", CRASHING, str(tmp_path), name], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        running.append(process)
        assert process.stdout.readline().strip() == b"kept"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def crash(process):
    process.communicate()
    assert process.returncode != 0


def titles(left):
    return [one.experiment.title for one in left]


def test_the_work_of_a_window_that_runs_is_left_alone(tmp_path, other):
    other("booth")
    assert Recovery(tmp_path).left_behind() == []
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_the_work_of_a_killed_window_is_found_and_stays_until_it_is_taken(tmp_path, other):
    crash(other("booth"))
    mine = Recovery(tmp_path)
    assert mine.keep(new_experiment("beale")) == ""
    [left] = mine.left_behind()
    assert left.experiment == new_experiment("booth")
    left.leave()
    [again] = mine.left_behind()
    assert again.experiment == left.experiment
    again.discard()
    assert mine.left_behind() == []
    mine.close()
    assert os.listdir(tmp_path) == []


def test_two_windows_that_start_together_are_not_offered_the_same_work(tmp_path, other):
    crash(other("booth"))
    [left] = Recovery(tmp_path).left_behind()
    assert Recovery(tmp_path).left_behind() == []  # the first one is still asking
    left.leave()
    assert len(Recovery(tmp_path).left_behind()) == 1


def test_both_halves_come_back_together_what_was_kept_last_first(tmp_path):
    net, surface, network = Recovery(tmp_path), new_experiment("booth"), new_network()
    for experiment in (network, surface, replace(network, cursor=7)):
        assert net.keep(experiment) == ""
    net._lock.release(remove=False)  # as the system does when a process dies
    mine = Recovery(tmp_path)
    [left] = mine.left_behind()
    assert [work.experiment for work in left.works] == [replace(network, cursor=7), surface]
    left.leave()
    assert net.keep(surface) == "", "on screen again, and otherwise as before"
    net._lock.release(remove=False)
    [left] = mine.left_behind()
    assert [work.experiment.cursor for work in left.works] == [0, 7]
    left.discard()
    assert mine.left_behind() == [] and os.listdir(tmp_path) == []


def test_forgetting_one_half_keeps_the_other(tmp_path):
    net = Recovery(tmp_path)
    net.keep(new_experiment("booth"))
    net.keep(new_network())
    net.forget("network")
    net._lock.release(remove=False)
    assert titles(Recovery(tmp_path).left_behind()) == [new_experiment("booth").title]


def test_what_did_not_change_is_not_written_again(tmp_path, monkeypatch):
    net, written = Recovery(tmp_path), []
    write = recovery.write_experiment
    monkeypatch.setattr(recovery, "write_experiment",
                        lambda *a: written.append(a[1].cursor) or write(*a))
    for cursor in (0, 0, 3, 3):
        assert net.keep(replace(new_network(), cursor=cursor)) == ""
    assert written == [0, 3]
    net.file("network").unlink()
    assert net.keep(replace(new_network(), cursor=3)) == "" and written == [0, 3, 3]
    net.close()
    assert os.listdir(tmp_path) == []


def test_a_half_that_cannot_be_read_holds_up_nothing_and_stays(tmp_path):
    net = Recovery(tmp_path)
    net.keep(new_network())
    net.keep(new_experiment("booth"))
    newer = net.file("network")
    newer.write_text('{"version": 99}')
    net._lock.release(remove=False)
    [left] = Recovery(tmp_path).left_behind()
    assert [work.experiment for work in left.works] == [new_experiment("booth")]
    left.discard()
    assert [file.name for file in tmp_path.glob("*.json")] == [newer.name]


def test_all_works_are_offered_the_newest_first(tmp_path, other):
    for age, name in ((300, "booth"), (100, "beale"), (200, "himmelblau")):
        crash(other(name))
        newest = max(tmp_path.glob("*.json"), key=os.path.getctime)
        os.utime(newest, (time.time() - age,) * 2)
    expected = [new_experiment(name).title for name in ("beale", "himmelblau", "booth")]
    assert titles(Recovery(tmp_path).left_behind()) == expected


def test_a_process_that_got_the_number_of_the_crashed_one_takes_nothing(tmp_path, other):
    crash(other("booth"))
    [file] = tmp_path.glob("*.json")
    [lock] = tmp_path.glob("*.lock")
    for old in (file, lock):
        old.rename(old.with_name(old.name.replace(old.stem.split("-")[2], str(os.getpid()))))
    mine = Recovery(tmp_path)
    assert mine.keep(new_experiment("beale")) == ""
    assert titles(mine.left_behind()) == [new_experiment("booth").title]


def test_what_cannot_be_read_stays_for_whoever_can(tmp_path):
    newer = tmp_path / "unsaved-here-99999999-0.json"
    newer.write_text('{"version": 99}')
    assert Recovery(tmp_path).left_behind() == []
    assert newer.exists()


def test_work_of_an_earlier_version_is_found(tmp_path):
    net = Recovery(tmp_path)
    net.keep(new_experiment("booth"))
    net.file("surface").rename(tmp_path / "unsaved-99999999.json")  # no process has this number
    net.close()
    assert titles(Recovery(tmp_path).left_behind()) == [new_experiment("booth").title]


@pytest.fixture
def no_locks(monkeypatch):
    """A folder on a network that cannot lock."""

    def refuse(handle):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(process_lock, "_lock", refuse)


def test_without_locks_the_process_number_tells(tmp_path, no_locks):
    alive = Recovery(tmp_path)
    assert alive.keep(new_experiment("booth")) == ""
    assert Recovery(tmp_path).left_behind() == []
    machine = alive.file("surface").stem.split("-")[1]
    alive.file("surface").rename(tmp_path / f"unsaved-{machine}-99999999-0.json")
    assert titles(Recovery(tmp_path).left_behind()) == [new_experiment("booth").title]


def test_without_locks_the_work_on_another_machine_is_not_taken(tmp_path, no_locks):
    net = Recovery(tmp_path)
    net.keep(new_experiment("booth"))
    foreign = tmp_path / "unsaved-elsewhere-99999999-0.json"
    net.file("surface").rename(foreign)
    assert Recovery(tmp_path).left_behind() == []
    long_ago = time.time() - recovery.FORGOTTEN_AFTER - 1
    os.utime(foreign, (long_ago, long_ago))
    assert len(Recovery(tmp_path).left_behind()) == 1


def test_a_safety_net_that_cannot_be_hung_up_says_why(tmp_path):
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "inside"
    assert Recovery(folder).keep(new_experiment()).startswith(f"{folder}: ")
    assert why_not_kept(folder) == Recovery(folder).keep(new_experiment())
    assert Recovery(folder).left_behind() == []
    assert why_not_kept(tmp_path / "new") == "" and os.listdir(tmp_path / "new") == []


def test_a_full_disk_keeps_the_work_that_was_kept_before(tmp_path, monkeypatch):
    net = Recovery(tmp_path)
    assert net.keep(new_experiment("booth")) == ""
    before = net.file("surface").read_bytes()

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert net.keep(new_experiment("beale")) == f"{tmp_path}: No space left on device"
    assert net.file("surface").read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_without_a_home_nothing_is_made_where_one_happens_to_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recovery, "user_state_path", lambda *a, **k: recovery.Path("~/.local"))
    assert Recovery().keep(new_experiment()) == "there is no home folder"
    assert why_not_kept(state_folder()) == "there is no home folder"
    assert os.listdir(tmp_path) == []


def test_a_lock_is_anothers_until_it_is_let_go(tmp_path):
    one, two = ProcessLock(tmp_path / "a.lock"), ProcessLock(tmp_path / "a.lock")
    assert one.take() and one.take() and not two.take()
    one.release(remove=False)
    assert two.take()
    two.release()
    assert os.listdir(tmp_path) == []
