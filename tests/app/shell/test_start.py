"""From the command line to the window: what is refused, and how a person hears of it."""

import builtins
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

import playground.__main__ as program
from playground.app import main
from playground.app.core import questions as dialogs
from playground.app.documents.opened_files import OpenedFiles
from playground.app.errors import preflight as guards
from playground.app.errors import qt_messages
from playground.app.errors.log import log
from playground.app.shell import start
from playground.lab.documents.recovery import NOWHERE
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import write_experiment

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about X11 and Wayland")


def run(*arguments, **environment):
    """The program as a process of its own, without this test's display."""
    kept = {name: value for name, value in os.environ.items() if name not in (
        "QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_RUNTIME_DIR",
    )}
    return subprocess.run(
        [sys.executable, "-m", "playground", *arguments], env={**kept, **environment},
        capture_output=True, text=True, timeout=100, cwd=Path(__file__).parents[3],
    )


def refused(done):
    """The one line that a refusal is."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    [line] = [line for line in done.stderr.splitlines() if "XDG_RUNTIME_DIR" not in line]
    assert line.startswith("playground: ")
    return line


@LINUX
@pytest.mark.parametrize(("environment", "words"), [
    ({}, "there is no display to open a window on; log in to a desktop"),
    ({"QT_QPA_PLATFORM": "nonsense"},
     'QT_QPA_PLATFORM asks for "nonsense", which this Qt does not have; unset it'),
    ({"WAYLAND_DISPLAY": "wayland-77", "QT_QPA_PLATFORM": "wayland"},
     "the display wayland-77 cannot be reached; log in to a desktop, check WAYLAND_DISPLAY"),
])
def test_without_a_display_it_says_so_before_qt_aborts(environment, words, user_folders):
    assert words in refused(run(**environment))


@LINUX
def test_a_display_that_cannot_be_reached_is_named(user_folders):
    if qt_messages.missing_library("xcb"):
        pytest.skip("this machine cannot open X11 windows at all")
    line = refused(run(DISPLAY=":7654"))
    assert "the display :7654 cannot be reached" in line and "ssh -X" in line


@LINUX
def test_the_self_test_of_a_bad_platform_is_refused_alike(user_folders):
    done = run("--self-test", QT_QPA_PLATFORM="nonsense")
    assert done.returncode == 2 and done.stdout == ""
    assert "asks for" in done.stderr.splitlines()[-1]  # before it, what Qt says itself


FATAL = "This application failed to start because no Qt platform plugin could be initialized."


def test_a_library_that_the_platform_lacks_is_named_with_the_mend(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.setattr(
        qt_messages, "missing_library",
        lambda platform: f"libq{platform}.so: libxcb-icccm.so.4: cannot open shared object file",
    )
    sentence = qt_messages.why_no_platform(FATAL, ["From 6.5.0, xcb-cursor0 is needed"])
    assert "libqxcb.so: libxcb-icccm.so.4" in sentence and "sudo apt install" in sentence
    assert "libxcb-icccm4" in sentence


def test_a_platform_plugin_that_loads_lacks_nothing():
    assert qt_messages.missing_library("offscreen") == ""
    assert qt_messages.missing_library("nonsense") == ""


@pytest.mark.parametrize(("python", "refuses"), [((3, 11, 7), True), ((3, 12, 1), False)])
def test_the_qt_that_crashes_on_old_pythons_is_refused_there(monkeypatch, python, refuses):
    monkeypatch.setattr(PySide6, "__version__", "6.12.0")
    monkeypatch.setattr(guards.sys, "version_info", python)
    sentence = guards.no_qt()
    assert bool(sentence) is refuses
    assert not refuses or 'pip install "PySide6-Essentials==6.11.3"' in sentence


@pytest.mark.parametrize(("reason", "mend"), [
    ("libEGL.so.1: cannot open shared object file: No such file", "sudo apt install libgl1"),
    ("No module named 'PySide6'", "pip install PySide6-Essentials"),
])
def test_a_qt_that_cannot_be_imported(monkeypatch, reason, mend):
    real = builtins.__import__

    def refuse(name, *rest):
        if name.startswith("PySide6"):
            raise ImportError(reason)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    sentence = guards.no_qt()
    assert reason in sentence and mend in sentence


@pytest.fixture
def boxes(monkeypatch):
    """What is said in a box, to whoever has no terminal; no log, which would be pytest's own."""
    monkeypatch.setattr(log, "open", lambda folder: None)
    said = []
    monkeypatch.setattr(dialogs, "tell", lambda parent, title, sentence: said.append(sentence))
    return said


def test_a_bad_file_is_refused_on_stderr_and_in_a_box_only_if_asked(
    qapp, user_folders, tmp_path, boxes, capsys
):
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    assert main.open_window([str(bad)], 0.0) == 2
    assert boxes == []
    assert program.main(["--windowed", str(bad)]) == 2
    [sentence] = boxes
    assert sentence.startswith(f"{bad}: ")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and lines[0] == lines[1] == f"playground: {sentence.rstrip('.')}"


def test_without_a_console_nothing_breaks(qapp, user_folders, tmp_path, boxes, monkeypatch):
    def clicked(*arguments):
        monkeypatch.setattr(sys, "stdout", None)
        monkeypatch.setattr(sys, "stderr", None)
        code = program.main(list(arguments))
        sys.stdout.close()
        sys.stderr.close()
        return code

    assert clicked("--no-such-option") == 2
    assert "nrecognized arguments" in boxes[0]
    assert clicked(str(tmp_path / "missing.json")) == 2
    assert "cannot be read" in boxes[1]
    assert clicked("list") == 0


def test_the_windowed_program_takes_its_arguments_from_the_desktop(monkeypatch):
    given = []
    monkeypatch.setattr(main, "open_window", lambda arguments, first: given.append(arguments) or 0)
    monkeypatch.setattr(sys, "argv", ["playground-gui", "a.json"])
    assert program.windowed() == 0
    assert given == [["--windowed", "a.json"]]


class Stream:
    """A standard stream, at a terminal or not."""

    def __init__(self, terminal):
        self.isatty = lambda: terminal


@pytest.mark.parametrize(("name", "frozen", "terminal", "box"), [
    ("/opt/lab/optimization-playground", True, False, True),
    ("Optimization-Playground.exe", True, False, True),
    ("/opt/lab/optimization-playground", True, True, False),
    ("/opt/lab/playground", True, False, False),
    ("/opt/lab/optimization-playground", False, False, False),
])
def test_the_built_program_knows_by_its_name_that_it_was_clicked(
    monkeypatch, name, frozen, terminal, box
):
    given = []
    monkeypatch.setattr(main, "open_window", lambda arguments, first: given.append(arguments) or 0)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(sys, "argv", [name, "a.json"])
    for stream, at_terminal in (("stdin", terminal), ("stdout", False)):
        monkeypatch.setattr(sys, stream, Stream(at_terminal))
    monkeypatch.setattr(sys, "stderr", Stream(False))
    assert program.main() == 0
    assert given == [["--windowed"] * box + ["a.json"]]


BROKEN = """
import sys
from playground.app.shell import start
def broken(*a, **k):
    raise ValueError("no window today")
start.make_window = broken
from playground.app.main import open_window
sys.exit(open_window([], 0.0))
"""


def test_a_window_that_cannot_be_made_ends_in_a_sentence_and_the_log(user_folders):
    done = subprocess.run(
        [sys.executable, "-c", BROKEN], capture_output=True, text=True, timeout=100,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 70 and done.stdout == ""
    [line] = done.stderr.splitlines()
    assert "no window today" in line and "--reset-settings" in line
    written = Path(line.partition("send the log: ")[2]).read_text()
    assert "Traceback" in written and "no window today" in written


# what the desktop asks to open


def test_a_file_that_the_desktop_asks_for_waits_for_the_window(qapp, qtbot, tmp_path):
    opened, files = [], OpenedFiles(qapp)
    qapp.installEventFilter(files)
    try:
        ask = QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "a.json")))
        QApplication.sendEvent(qapp, ask)
        assert opened == []
        files.connect_to(opened.append)
        qtbot.waitUntil(lambda: opened == [tmp_path / "a.json"])
        QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "b.json"))))
        qtbot.waitUntil(lambda: opened[1:] == [tmp_path / "b.json"])
    finally:
        qapp.removeEventFilter(files)
        files.deleteLater()


def test_the_window_opens_what_the_desktop_asks_for(qapp, qtbot, user_folders, tmp_path):
    files = OpenedFiles(qapp)
    qapp.installEventFilter(files)
    write_experiment(tmp_path / "b.json", new_experiment("booth"))
    window = start.make_window(new_experiment(), keep_settings=False)
    qtbot.addWidget(window)
    window.show()
    try:
        QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "b.json"))))
        qtbot.waitUntil(lambda: window.player.experiment == new_experiment("booth"))
    finally:
        qapp.removeEventFilter(files)
        files.setParent(None)
        files.deleteLater()


# a file that the first window is to show

NAMED = """
import json, os, sys, threading
from playground.app import main
from playground.app.shell import start
from playground.app.help import tour
from playground.lab.documents.known_file import KnownFile
from PySide6.QtCore import QTimer
tour.at_first_start = lambda window: None
answers, now, said = threading.Event(), KnownFile.now, {}
if sys.argv[2] == "stalls":
    main.ANSWER_S = 0.01
    KnownFile.now = classmethod(lambda cls, path: (answers.wait(), now(path))[1])
else:
    main.ANSWER_S = 60
real = start.make_window
def make(*a, **k):
    window = real(*a, **k)
    documents = window.documents
    def look():
        said.setdefault("first", window.windowTitle())
        said["opening"] = said.get("opening") or documents.reading.shown
        if sys.argv[2] == "stalls" and not said["opening"]:
            return
        answers.set()
        said["title"] = window.windowTitle()
        if documents.path is not None:
            said["known"] = documents._workspace.front.known == now(sys.argv[1])
            timer.stop()
            print(json.dumps(said))
            window.close()
    timer = QTimer(window)
    timer.timeout.connect(look)
    window.first_paint.happened.connect(lambda: timer.start(10))
    return window
start.make_window = make
sys.exit(main.open_window(sys.argv[1:2], 0.0))
"""


@pytest.mark.parametrize("how", ["answers", "stalls"])
def test_a_file_on_a_share_that_stalls_shows_a_window_first(user_folders, tmp_path, how):
    write_experiment(tmp_path / "mine.json", replace(new_experiment("booth"), title="Mine"))
    done = subprocess.run(
        [sys.executable, "-c", NAMED, str(tmp_path / "mine.json"), how], capture_output=True,
        text=True, timeout=100, cwd=Path(__file__).parents[3],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["title"] == "Mine[*] – mine.json" and said["known"]
    assert ("mine.json" in said["first"]) == (how == "answers")
    assert said["opening"] == (how == "stalls")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_at_once(qapp, user_folders, tmp_path, boxes, capsys):
    os.mkfifo(tmp_path / "pipe.json")
    assert main.open_window([str(tmp_path / "pipe.json")], 0.0) == 2
    assert "it is a pipe; choose a regular file" in capsys.readouterr().err


# a home folder that cannot be used

OPENED = """
import json, os, sys
from playground.app import main
from playground.app.shell import start
from playground.app.help import tour
tour.at_first_start = lambda window: None
real = start.make_window
def make(*a, **k):
    window = real(*a, **k)
    def look():
        window.mode.surface.start_dragged.emit((1.5, 0.5), True)
        window.documents.net.keep()
        print(json.dumps({"notice": window.notice.text, "title": window.windowTitle()}))
        window.player.workspace.mark_saved(window.player.experiment)
        window.close()
    from PySide6.QtCore import QTimer
    window.first_paint.happened.connect(lambda: QTimer.singleShot(0, window, look))
    return window
start.make_window = make
sys.exit(main.open_window([], 0.0))
"""


def opened_with(home):
    """What the window says when it is opened with this home folder."""
    folders = {"HOME": home, "USERPROFILE": home, "QT_QPA_PLATFORM": "offscreen"}
    kept = {n: v for n, v in os.environ.items() if not n.startswith("XDG_")}
    done = subprocess.run(
        [sys.executable, "-c", OPENED], env={**kept, **folders}, capture_output=True, text=True,
        timeout=100, cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_with_a_usual_home_nothing_is_said_and_nothing_is_printed(tmp_path):
    assert opened_with(str(tmp_path))["notice"] == ""
    [written] = tmp_path.rglob("log.txt")
    assert "start: Optimization Playground" in written.read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows asks the system, not the environment")
def test_a_home_that_cannot_be_written_is_told_once_and_the_window_works(tmp_path):
    (tmp_path / "file").write_text("")
    said = opened_with(str(tmp_path / "file" / "home"))
    assert said["notice"].startswith("Settings and unsaved work cannot be kept here (")
    assert "Not a directory" in said["notice"]
    assert "lecture" in said["title"]
    assert os.listdir(tmp_path) == ["file"]


def test_no_home_at_all_is_a_folder_that_cannot_be_made():
    with pytest.raises(OSError):
        NOWHERE.mkdir(parents=True)
