"""Own surfaces and optimizers: good files, and everything that a file can do wrong."""

import os
import subprocess
import sys
import threading
from contextlib import suppress

import numpy as np
import pytest

from playground.engine.optimizers import optimizers
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.experiments.resources import resource
from playground.lab.plugins import load as plugins
from playground.lab.plugins.crash_marks import Marks
from playground.lab.plugins.examples import write_examples
from playground.lab.plugins.load import MOST_FILES, faults_of, load_folder, renewed, take_in
from playground.lab.plugins.time_limit import TookTooLongError
from playground.lab.runs.run import Run

OURS = list(surfaces), list(optimizers)
ENDLESS = "while True:\n    pass\n"


def loaded(own_folder, **options):
    """The folder's reports, taken in."""
    reports = load_folder(own_folder.path, **options)
    take_in(reports)
    return reports


def sentence(own_folder, text, name="file.py", **options):
    """What is said of a file that brings nothing, in one line."""
    own_folder.write(name, text)
    before = threading.active_count()
    reports = loaded(own_folder, **options)
    assert (list(surfaces), list(optimizers)) == OURS
    assert not [m for m in sys.modules if m.startswith(plugins.MODULE)]
    assert threading.active_count() <= before + 1  # a timer may still be on its way out
    (said,) = faults_of(reports)
    assert said.startswith(f"{name}: ") and "\n" not in said
    return said.removeprefix(f"{name}: ")


# --- what works ---------------------------------------------------------------------------------


def test_a_file_brings_a_surface_like_ours(own_folder):
    own_folder.surface("eggs")
    (report,) = loaded(own_folder)
    assert report.words == "surface “Own eggs”" and not report.faults
    assert list(surfaces) == [*OURS[0], "eggs"] and dict(surfaces.own) == {"eggs": "eggs.py"}
    experiment = new_experiment("eggs")
    again = Experiment.from_dict(experiment.to_dict())
    assert again == experiment and again.problem.surface.name == "eggs"
    run = again.run_of(again.runners[0])
    assert run.ensure(10_000) and run.stop.kind == "converged"


def test_nothing_is_there_without_a_folder(own_folder):
    assert loaded(own_folder) == []
    assert (list(surfaces), list(optimizers)) == OURS


def test_the_examples_work_and_keep_clear_of_each_other(own_folder):
    first, problem = write_examples(own_folder.path)
    second, _ = write_examples(own_folder.path)
    assert not problem and len({*first, *second}) == 4
    reports = loaded(own_folder)
    assert not list(faults_of(reports))
    assert set(surfaces.own) == {"my_waves", "my_waves_2"}
    assert set(optimizers.own) == {"my_signs", "my_signs_2"}
    assert surfaces["my_waves"].title != surfaces["my_waves_2"].title


def test_examples_that_cannot_be_written_are_told(own_folder):
    own_folder.path.parent.mkdir(parents=True)
    own_folder.path.write_text("a file where the folder should be")
    written, problem = write_examples(own_folder.path)
    assert not written and str(own_folder.path) in problem


def test_an_own_optimizer_steps_back_and_forth_exactly(own_folder):
    write_examples(own_folder.path)
    loaded(own_folder)
    experiment = new_experiment("my_waves")
    run = Run(experiment.problem.build(0), optimizers["my_signs"](), budget=2**14)
    run.ensure(3000)
    there = {i: run[i] for i in (3000, 7, 1500, 8)}
    for index, step in there.items():
        assert run[index].theta.tobytes() == step.theta.tobytes()
        assert np.array_equal(run[index].state["velocity"], step.state["velocity"])
    assert list(run.explain(7))[-1].value.tobytes() == run[8].theta.tobytes()


def test_an_optimizer_needs_no_explanation(own_folder):
    text = resource("own/my_optimizer.py").read_text(encoding="utf-8")
    own_folder.write("short.py", text[: text.index("    # The same for the panel")])
    assert not list(faults_of(loaded(own_folder)))
    optimizer = optimizers["my_signs"]()
    theta = np.array([1.0, -1.0])
    (line,) = optimizer.explain(theta, theta, optimizer.init(theta))
    new, _ = optimizer.step(theta, theta, optimizer.init(theta))
    assert np.array_equal(line.value, new) and line.numbers.format(**line.operands)


@pytest.mark.parametrize("name", ["with a space.py", "ünïcode ∇.py", "1-2.py", "class.py"])
def test_any_name_of_a_file_will_do(own_folder, name):
    own_folder.surface("named", file=name)
    assert not list(faults_of(loaded(own_folder))) and surfaces.own["named"] == name


def test_a_byte_order_mark_and_a_declared_encoding_are_read(own_folder):
    text = own_folder.surface("marked").read_text()
    own_folder.write("marked.py", b"\xef\xbb\xbf" + text.encode())
    declared = "# -*- coding: latin-1 -*-\n" + text.replace("marked", "cafe") + "# café\n"
    own_folder.write("cafe.py", declared.encode("latin-1"))
    assert not list(faults_of(loaded(own_folder))) and set(surfaces.own) == {"marked", "cafe"}


def test_a_link_to_a_file_of_mine_is_followed(own_folder, tmp_path):
    own_folder.surface("here").rename(tmp_path / "elsewhere.py")
    (own_folder.path / "link.py").symlink_to(tmp_path / "elsewhere.py")
    assert not list(faults_of(loaded(own_folder))) and "here" in surfaces


def test_hidden_and_private_files_are_left_alone(own_folder):
    for name in (".hidden.py", "_private.py", "notes.txt"):
        own_folder.write(name, "raise SystemExit")
    assert loaded(own_folder) == []


# --- what does not ------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "said"), [
    ("raise SystemExit(3)", "line 1: asks the program to end"),
    ("def f():\n    f()\nf()", "line 2: calls itself without end"),
    ("x = (\n", "line 1: Python cannot read this: '(' was never closed"),
    ("(" * 5000, "line 1: Python cannot read this"),
    ("\n\nimport no_such_library", 'line 3: needs "no_such_library", which is not there'),
    ("from playground.engine.surface import Nothing", "line 1: ImportError: cannot import name"),
    ("1 / 0", "line 1: ZeroDivisionError: division by zero"),
    ("raise ValueError('a\\nb')", "line 1: ValueError: a b"),
    ("", "registers nothing; write @surfaces.register"),
    (bytes(range(256)), "is not UTF-8 text; save it as UTF-8"),
    ("# café".encode("latin-1"), "is not UTF-8 text; save it as UTF-8"),
    ("# coding: no-such-coding\n", "is not UTF-8 text"),
    ("a = 1\0", "is not text"),
    ("#" * (plugins.MOST_BYTES + 1), "is larger than 1 MiB"),
    ("from playground.engine.surface import surfaces\nsurfaces.register('q')(3)",
     "the surface “q” must be a class that derives from Surface"),
    ("from playground.engine.networks.activations import activations\nactivations.register('q')(3)",
     "registers a kind of thing (activation) that own files cannot bring"),
])
def test_a_file_that_fails_says_why_and_leaves_nothing(own_folder, text, said):
    assert sentence(own_folder, text).startswith(said)


def test_an_interrupt_in_a_file_is_its_fault_unless_a_person_may_have_pressed_the_keys(own_folder):
    own_folder.write("file.py", "import os\n\nraise KeyboardInterrupt")
    said = []
    aside = threading.Thread(target=lambda: said.extend(faults_of(load_folder(own_folder.path))))
    aside.start()
    aside.join()
    assert said == ["file.py: line 3: KeyboardInterrupt"]
    with pytest.raises(KeyboardInterrupt):
        load_folder(own_folder.path)


def test_half_a_file_leaves_nothing(own_folder):
    own_folder.surface("half", after="raise ValueError('no')\n")
    (said,) = faults_of(loaded(own_folder))
    assert said == "half.py: line 14: ValueError: no" and "half" not in surfaces


def test_the_others_are_loaded_all_the_same(own_folder):
    own_folder.write("a.py", "raise SystemExit")
    own_folder.surface("good")
    own_folder.write("z.py", "import no_such_library")
    assert len(list(faults_of(loaded(own_folder)))) == 2 and "good" in surfaces


def test_names_that_are_taken_are_refused(own_folder):
    own_folder.surface("bowl")
    own_folder.surface("twice", file="a.py")
    own_folder.surface("twice", file="b.py")
    own_folder.surface("two words", file="c.py")
    said = list(faults_of(loaded(own_folder)))
    assert said == [
        "b.py: the surface “twice” comes from a.py already; give one of them another name",
        "bowl.py: the surface “bowl” is there already; register yours under another name",
        "c.py: the name 'two words' must be a word of letters, digits and _, at most 40",
    ]
    assert surfaces["bowl"].title == "Quadratic bowl" and surfaces.own == {"twice": "a.py"}


def test_one_bad_thing_in_a_file_leaves_the_good_one(own_folder):
    wrong = own_folder.surface("wrong", slope="y").read_text()
    own_folder.surface("right", after=wrong, file="wrong.py")
    (report,) = loaded(own_folder)
    assert report.words == "surface “Own right”" and len(report.faults) == 1
    assert "right" in surfaces and "wrong" not in surfaces


@pytest.mark.skipif(os.name != "posix", reason="pipes and links")
def test_what_is_no_file_is_not_opened(own_folder):
    own_folder.write("a.txt", "")
    os.mkfifo(own_folder.path / "pipe.py")
    (own_folder.path / "folder.py").mkdir()
    (own_folder.path / "gone.py").symlink_to("nowhere.py")
    said = list(faults_of(loaded(own_folder)))
    assert len(said) == 3 and any("cannot be read" in s for s in said)


def test_a_folder_that_cannot_be_read_is_an_os_error(own_folder, monkeypatch):
    own_folder.surface("eggs")

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PermissionError):
        load_folder(own_folder.path)


def test_of_2000_files_the_first_are_loaded(own_folder):
    own_folder.surface("n1")
    text = (own_folder.path / "n1.py").read_text()
    for k in range(2, 2001):
        (own_folder.path / f"n{k}.py").write_text(text.replace("n1", f"n{k}"))
    reports = loaded(own_folder)
    assert len(surfaces.own) == MOST_FILES and f"n{MOST_FILES}" in surfaces.own
    assert list(faults_of(reports)) == [
        f"n{MOST_FILES + 1}.py: is one too many: only the first {MOST_FILES} files are loaded"
    ]


# --- files that do not come back ----------------------------------------------------------------


@pytest.mark.parametrize("text", [
    ENDLESS, "def f():\n    while True:\n        pass\nf()",
    "import time\nwhile True:\n  try:\n    time.sleep(0.001)\n  except Exception:\n    pass",
    # The first interrupt is lost, as in a callback of a weak reference or of the collector.
    "try:\n  while True: pass\nexcept BaseException: pass\nwhile True: pass",
])
def test_an_endless_loop_is_interrupted_and_not_run_again(own_folder, text):
    said = sentence(own_folder, text, seconds=0.2)
    assert "was not done after 0.2 seconds; a loop may have no end" in said
    (said,) = faults_of(loaded(own_folder))  # it has ten seconds now, and is not even begun
    assert said == f"file.py: {plugins.STUCK}"
    own_folder.surface("mended", file="file.py")
    assert not list(faults_of(loaded(own_folder))) and "mended" in surfaces


def test_a_surface_that_hangs_when_it_is_asked_is_interrupted_too(own_folder):
    text = own_folder.surface("hangs").read_text()
    text = text.replace("return x * x", "while True: x\n        return x * x")
    own_folder.write("hangs.py", text)
    (said,) = faults_of(loaded(own_folder, seconds=0.3))
    assert "a loop may have no end" in said and "hangs" not in surfaces


def test_an_interrupt_that_comes_too_late_hits_nobody(own_folder, monkeypatch):
    # It may arrive in a callback, of the collector or of a weak reference, from which Python lets
    # no exception out; it tells this hook then, which is pytest's and would fail the test.
    told = sys.unraisablehook
    monkeypatch.setattr(sys, "unraisablehook", lambda said: (
        None if said.exc_type is TookTooLongError else told(said)
    ))
    own_folder.surface("good")
    for seconds in np.geomspace(1e-4, 1e-2, 30):
        with suppress(IndexError):
            load_folder(own_folder.path, seconds=float(seconds), marks=Marks(own_folder.path))
        Marks(own_folder.path).forgive()
    loaded(own_folder)
    assert "good" in surfaces


# --- afterwards ---------------------------------------------------------------------------------


def test_a_run_goes_on_when_its_file_is_gone(own_folder):
    file = own_folder.surface("eggs")
    loaded(own_folder)
    experiment = new_experiment("eggs")
    run = experiment.run_of(experiment.runners[0])
    run.ensure(5)
    file.unlink()
    loaded(own_folder)
    assert "eggs" not in surfaces
    assert run.ensure(10_000) and run.stop.kind == "converged"
    with pytest.raises(BadInputError, match="no surface"):
        renewed(experiment)
    assert renewed(new_experiment()) == new_experiment()


def test_a_changed_file_makes_the_experiment_anew(own_folder):
    own_folder.surface("eggs")
    loaded(own_folder)
    before = new_experiment("eggs")
    text = (own_folder.path / "eggs.py").read_text()
    text = text.replace("x^2 + y^2", "x^2 + 3y^2").replace("y * y", "3 * y * y")
    own_folder.write("eggs.py", text.replace("2 * y\n", "6 * y\n"))
    loaded(own_folder)
    after = renewed(before)
    assert after != before and after.to_dict() == before.to_dict()
    assert float(after.problem.surface.value(1.0, 1.0)) == 4
    assert float(before.problem.surface.value(1.0, 1.0)) == 2


def test_a_failure_later_on_names_the_file(own_folder):
    own_folder.surface("eggs", after="    def later(self):\n        return {}['no']\n")
    loaded(own_folder)
    try:
        surfaces["eggs"]().later()
    except KeyError as error:
        assert plugins.blame(error) == "eggs.py: line 15: KeyError: 'no'"
    assert plugins.blame(KeyError("ours")) == ""


def test_an_unknown_name_says_where_it_may_come_from():
    document = new_experiment().to_dict()
    document["problem"]["surface"] = "eggs_of_my_teacher"
    with pytest.raises(BadInputError, match="File > Own surfaces and optimizers"):
        Experiment.from_dict(document)


def test_a_limit_of_time_leaves_nothing_behind():
    """Python 3.11 looks for ever for an exception that was taken back, if a profiler looks on."""
    code = (
        "import sys\n"
        "from playground.lab.plugins.time_limit import TookTooLongError, time_limit\n"
        "with time_limit(60):\n"
        "    pass\n"
        "try:\n"
        "    with time_limit(0.05):\n"
        "        while True:\n"
        "            pass\n"
        "except TookTooLongError:\n"
        "    print('too long')\n"
        "calls = []\n"
        "sys.setprofile(lambda *seen: calls.append(seen))\n"
        "(lambda: None)()\n"
        "sys.setprofile(None)\n"
        "print(len(calls) > 1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["too", "long", "True"]
