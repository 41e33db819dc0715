"""The log: bounded, quiet, and never in the way."""

import os
import subprocess
import sys
from pathlib import Path

from playground.app.errors import log as logs
from playground.app.errors.log import Log

ROOT = Path(__file__).parents[3]


def test_lines_are_remembered_and_written_with_their_time(tmp_path):
    log = Log()
    log.write("note", "before there is a file")
    log.file = tmp_path / "log.txt"
    log.write("error", "Traceback\n  File x\nKeyError: 'y'")
    assert [line.partition("] ")[2] or line for line in log.last(4)] == [
        "note: before there is a file", "error: Traceback", "      File x", "    KeyError: 'y'",
    ]
    text = log.file.read_text()
    assert "before" not in text and text.endswith("    KeyError: 'y'\n")
    assert f"[{os.getpid()}] error: Traceback" in text


def test_the_log_is_two_files_of_a_mebibyte_at_most(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "MOST_BYTES", 1000)
    log = Log()
    log.file = tmp_path / "log.txt"
    for k in range(200):
        log.write("note", f"line {k}")
    assert sorted(os.listdir(tmp_path)) == ["log.old", "log.txt"]
    assert all(path.stat().st_size < 1100 for path in tmp_path.iterdir())
    assert "line 199" in log.file.read_text()
    assert len(log.lines) == logs.REMEMBERED
    log.write("note", "x" * 10**6)
    assert log.file.stat().st_size < 1100 + logs.MOST_LINE


def test_a_log_that_cannot_be_written_is_remembered_all_the_same(tmp_path):
    (tmp_path / "file").write_text("")
    log = Log()
    log.open(tmp_path / "file" / "log")
    assert "Not a directory" in log.why_not or "cannot find" in log.why_not
    log.write("note", "still here")
    assert "still here" in log.last(1)[0]
    log.close()


def test_without_a_home_nothing_is_made_where_one_happens_to_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    log = Log()
    log.open(Path("~/.local/state/log"))
    assert log.why_not and os.listdir(tmp_path) == []
    log.close()


CRASHING = """
import sys
from pathlib import Path
from playground.app.errors.log import log
log.open(Path(sys.argv[1]))
import faulthandler
faulthandler._sigabrt()
"""
NOISY = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import qWarning
from playground.app.errors.log import log
from playground.app.errors.qt_messages import QtMessages
log.open(Path(sys.argv[1]))
with QtMessages(lambda sentence: 2, quiet=True):
    for _ in range(100):
        qWarning("something is odd")
"""


def process(code, folder, **environment):
    return subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, cwd=ROOT,
        timeout=100, env={**os.environ, **environment},
    )


def test_a_hard_crash_leaves_its_stack_in_a_file_of_its_own(tmp_path):
    assert process(CRASHING, tmp_path).returncode != 0
    assert "Fatal Python error: Aborted" in (tmp_path / "crash.txt").read_text()
    later = Log()
    later.crashes = tmp_path / "crash.txt"
    assert any("Aborted" in line for line in later.last_crash(40))


def test_what_qt_complains_about_goes_into_the_log_and_not_to_stderr(tmp_path):
    done = process(NOISY, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = (tmp_path / "log.txt").read_text().splitlines()
    assert len(lines) == 20 and "Qt warning: something is odd" in lines[0]


def test_whoever_asks_qt_to_talk_sees_it(tmp_path):
    assert "something is odd" in process(NOISY, tmp_path, QT_LOGGING_RULES="").stderr
