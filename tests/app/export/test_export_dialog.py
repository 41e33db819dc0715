"""File > Export: it follows the window, and what is shown is what is copied and saved."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QGuiApplication

from playground.app.core import questions
from playground.app.export.dialog import ExportDialog
from playground.lab.edits.runners import set_setting
from playground.lab.experiments.experiment import Experiment
from tests.lab.export.cases import CASES


@pytest.fixture
def dialog(qtbot, open_window):
    window = open_window(Experiment.from_dict(CASES["optimizer rmsprop"]))
    window.player.go_to(7)
    window.actions_by_name["export"].trigger()
    made = window.findChild(ExportDialog)
    qtbot.waitUntil(lambda: not made.is_busy)
    yield made
    made.reject()


def choose(dialog, qtbot, target, until="cursor") -> None:
    dialog.until.setCurrentIndex(dialog.until.findData(until))
    dialog.target.setCurrentIndex(dialog.target.findData(target))
    qtbot.waitUntil(lambda: not dialog.is_busy)


@pytest.mark.parametrize("target", ["numpy", "pytorch", "keras", "notebook"])
def test_the_preview_is_the_program_up_to_the_step_looked_at(target, dialog, qtbot) -> None:
    choose(dialog, qtbot, target)
    assert dialog.words.text().startswith("7 updates") and dialog.copy.isEnabled()
    dialog.copy_text()
    assert QGuiApplication.clipboard().text() == dialog.preview.toPlainText() != ""


def test_it_follows_the_window(dialog, qtbot) -> None:
    player = dialog.parent().player
    player.edit(set_setting(player.experiment, 0, "rho", 0.875), "rho")
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert "0.875" in dialog.preview.toPlainText()
    player.go_to(3)
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert dialog.words.text().startswith("3 updates")
    choose(dialog, qtbot, "numpy", "end")
    assert dialog.words.text().startswith("40 updates")


def test_saved_under_another_name_it_finds_its_data(dialog, qtbot, tmp_path, monkeypatch) -> None:
    player = dialog.parent().player
    player.edit(Experiment.from_dict(CASES["many rows"]), "another")
    choose(dialog, qtbot, "numpy", "end")
    path = tmp_path / "mine.py"
    monkeypatch.setattr(questions, "ask_save", lambda *a: path)
    dialog.save_file()
    assert (tmp_path / "mine.npz").exists() and "Saved mine.py and mine.npz" in dialog.words.text()
    done = subprocess.run([sys.executable, path], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("place", ["gone/run.py", "."])
def test_what_cannot_be_written_is_said(place, dialog, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(questions, "ask_save", lambda *a: tmp_path / place)
    dialog.save_file()
    assert dialog.error.text() and "Traceback" not in dialog.error.text()


def test_the_switch_to_keras_form_is_an_edit(dialog, qtbot) -> None:
    player = dialog.parent().player
    before = player.experiment
    dialog.keras.click()
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert player.experiment.runners[0].optimizer.convention == "keras"
    assert "np.sqrt(v + epsilon)" in dialog.preview.toPlainText()
    player.undo()
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert player.experiment == before and not dialog.keras.isChecked()


def test_conventions_have_this_runs_numbers(dialog) -> None:
    from playground.lab.export.compared import differences

    experiment = dialog.parent().player.experiment
    found = {one.title: dict(one.numbers) for one in differences(experiment, experiment.runners[0])}
    run = experiment.run_of(experiment.runners[0])
    run.ensure(1)
    moved = run[1].theta - run[0].theta
    largest = max(range(len(moved)), key=lambda k: abs(run[0].grad[k]))
    told = found["The rule: RMSprop"]["PyTorch's first step of it"].replace("−", "-")
    assert float(told) == pytest.approx(moved[largest], rel=1e-6)
    assert float(found["Mean against sum"]["mean over them"]) == pytest.approx(
        run[0].loss, rel=1e-6
    )
    assert "W against its transpose" in dialog.told.toPlainText()


def test_without_a_runner_there_is_nothing_to_export(dialog, qtbot) -> None:
    from dataclasses import replace

    player = dialog.parent().player
    player.edit(replace(player.experiment, runners=()), "remove")
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert "no runner" in dialog.error.text() and not dialog.save.isEnabled()


def test_what_no_library_has_is_named(dialog, qtbot, monkeypatch) -> None:
    from playground.lab.export.functions import ACTIVATIONS

    monkeypatch.delitem(ACTIVATIONS, "tanh")
    choose(dialog, qtbot, "pytorch")
    assert "activation tanh has no PyTorch form" in dialog.error.text()
    assert dialog.preview.toPlainText() == ""
