"""The window that lessons are tested in."""

import pytest

from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def window(qtbot, user_folders, monkeypatch):
    monkeypatch.setattr("playground.app.core.questions.ask_unsaved", lambda *_: "discard")
    window = Window(new_experiment(), keep_settings=False)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    qtbot.waitExposed(window)
    window.complete()
    yield window
    window.player.pause()
    window.player.gate = None
