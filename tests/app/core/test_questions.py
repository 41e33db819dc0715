"""Where file dialogs begin to look."""

from pathlib import Path

import pytest
from platformdirs import user_documents_path

from playground.app.core import questions as dialogs
from playground.app.core.player import Player
from playground.app.documents.documents import Documents
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def asked(monkeypatch):
    """What each file dialog was given as its place."""
    places = []

    def answer(parent, title, place, *more):
        places.append(Path(place))
        return "", ""

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(dialogs.QFileDialog, name, answer)
    return places


@pytest.mark.parametrize("there", [False, True])
def test_without_a_documents_folder_they_begin_at_home(qtbot, user_folders, asked, there, qapp):
    from PySide6.QtWidgets import QWidget

    if there:
        user_documents_path().mkdir(parents=True)
    window = QWidget()
    qtbot.addWidget(window)
    documents = Documents(Player(new_experiment()), window)
    dialogs.ask_table(window)
    documents.open_dialog()
    documents.save_as()
    documents.close()
    folder = user_documents_path() if there else Path.home()
    assert asked[:2] == [folder, folder] and asked[2].parent == folder
    assert all(place.is_dir() for place in asked[:2])
