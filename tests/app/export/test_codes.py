"""Copy as code, and Paste: shown before anything is replaced."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from playground.app.core import questions
from playground.app.export.paste_dialog import PasteDialog
from playground.lab.experiments.code_text import code_of, experiment_of
from playground.lab.experiments.experiment import Experiment, new_experiment
from tests.lab.export.cases import CASES


@pytest.fixture
def window(open_window):
    return open_window()


def dialog_of(window) -> PasteDialog:
    return window.findChild(PasteDialog)


def test_copied_and_pasted_it_is_the_same_with_its_step(window, qtbot) -> None:
    window.player.go_to(9)
    window.actions_by_name["copy_code"].trigger()
    code = QGuiApplication.clipboard().text()
    assert experiment_of(code) == replace(new_experiment(), cursor=9)
    network = replace(Experiment.from_dict(CASES["optimizer adam"]), title="Ours")
    QGuiApplication.clipboard().setText(code_of(network))
    qtbot.keyClick(window.mode.picture, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(window)
    assert "“Ours”" in dialog.words.text() and "2–4–1" in dialog.words.text()
    assert window.player.experiment == new_experiment()  # nothing has happened yet
    dialog.box.accepted.emit()
    assert window.player.experiment == network and window.documents.unsaved
    assert window.documents.path is None


def test_a_cancelled_paste_changes_nothing(window) -> None:
    QGuiApplication.clipboard().setText(code_of(Experiment.from_dict(CASES["a tip"])))
    window.actions_by_name["paste_code"].trigger()
    dialog_of(window).reject()
    assert window.player.experiment == new_experiment()


def test_unsaved_work_is_asked_about(window, monkeypatch) -> None:
    window.player.edit(replace(new_experiment(), title="mine"), "title")
    asked = []
    monkeypatch.setattr(questions, "ask_unsaved", lambda *a: asked.append(a) or "cancel")
    QGuiApplication.clipboard().setText(code_of(Experiment.from_dict(CASES["a tip"])))
    window.actions_by_name["paste_code"].trigger()
    dialog_of(window).box.accepted.emit()
    assert asked and window.player.experiment.title == "mine"


def test_what_is_no_code_is_said_in_the_dialog(window, qtbot) -> None:
    QGuiApplication.clipboard().setText("a shopping list")
    window.actions_by_name["paste_code"].trigger()
    dialog = dialog_of(window)
    assert dialog.field.toPlainText() == "" and not dialog.open_button.isEnabled()
    code = code_of(new_experiment())
    dialog.field.setPlainText(code[:-4])
    assert "cut or altered" in dialog.error.text() and not dialog.open_button.isEnabled()
    dialog.field.setPlainText(code)
    assert dialog.error.text() == "" and dialog.open_button.isEnabled()
    assert isinstance(dialog.open_button, QPushButton)
    dialog.reject()


def test_too_large_a_code_is_told(window) -> None:
    large = Experiment.from_dict({**CASES["a tip"], "title": "".join(
        chr(0x4E00 + (k * 7919) % 20000) for k in range(3000)
    )})
    window.player.edit(large, "title")
    before = QGuiApplication.clipboard().text()
    window.actions_by_name["copy_code"].trigger()
    assert "send the file" in window.notice.text
    assert QGuiApplication.clipboard().text() == before
