"""Where file dialogs begin to look, and what the buttons of dialogs wear."""

from pathlib import Path

import pytest
from platformdirs import user_documents_path
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox

from playground.app.core import questions as dialogs
from playground.app.core.player import Player
from playground.app.documents.documents import Documents
from playground.app.look.style import style
from playground.app.look.stylesheet import DIALOG_ICONS
from playground.app.look.theme import DARK, LIGHT
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.resources import resource


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


# --- icons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_icons_of_dialogs_are_ours_in_the_themes_colour(theme):
    for name in DIALOG_ICONS:
        ours = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
        worn = resource(f"icons/dialog/{name}_{theme.name}.svg").read_text(encoding="utf-8")
        assert worn == ours.replace("currentColor", theme.text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_usual_buttons_wear_our_icons(qtbot, theme):
    style.mode = theme
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Save | kinds.Discard | kinds.Cancel)
    qtbot.addWidget(box)
    size = QSize(32, 32)
    for kind, name in ((kinds.Save, "save"), (kinds.Discard, "trash"), (kinds.Cancel, "close")):
        ours = QIcon(str(resource(f"icons/dialog/{name}_{theme}.svg"))).pixmap(size).toImage()
        assert box.button(kind).icon().pixmap(size).toImage() == ours, name
