"""The sheet of keys and hands, and About with its licence texts."""

import re
from importlib.metadata import version

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QListWidget, QPushButton, QTextBrowser

import playground
from playground.app.help import about
from playground.app.help.key_sheet import KeysSheet, found, keys_html, native, rows
from playground.app.help.mouse_help import HANDS
from playground.app.look.style import style
from playground.app.shell.actions import MENUS
from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def window(qtbot, user_folders):
    made = Window(new_experiment(), keep_settings=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


def plain(html):
    return QTextDocumentFragment.fromHtml(html).toPlainText()


def dialogs_of(window):
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_the_sheet_has_every_key_of_every_action_and_every_hand(window):
    sheet = plain(keys_html(MENUS))
    for name, action in window.actions_by_name.items():
        for key in action.shortcuts():
            assert native(key) in sheet, name
        assert not action.shortcuts() or action.statusTip() in sheet
    for group, hands in HANDS:
        assert group in sheet and all(hand in sheet for hand, _ in hands)


def test_what_the_sheet_says_of_keys_is_what_they_are_bound_to(window):
    bound = {
        sequence.toString(sequence.SequenceFormat.NativeText): action.statusTip()
        for action in window.actions_by_name.values() for sequence in action.shortcuts()
    }
    menus = {menu.title.replace("&", "") for menu in MENUS}
    of_menus = [row for row in rows(MENUS) if row.group in menus]
    told = {key: row.tip for row in of_menus for key in row.keys.split(" or ")}
    assert told == bound


def test_searching_narrows_the_sheet(window, qtbot):
    window.actions_by_name["help"].trigger()
    sheet = window.findChild(KeysSheet)
    qtbot.waitUntil(sheet.dialog.isVisible)
    assert sheet.search.hasFocus() or not sheet.dialog.isActiveWindow()
    QTest.keyClicks(sheet.search, "zoom")
    text = sheet.view.toPlainText()
    assert "Wheel" in text and "Ctrl+S" not in text
    sheet.search.clear()
    QTest.keyClicks(sheet.search, "ctrl undo")
    assert [row.keys for row in found(MENUS, "ctrl undo")] == ["Ctrl+Z"]
    assert "Ctrl+Z" in sheet.view.toPlainText() and "Wheel" not in sheet.view.toPlainText()
    sheet.search.clear()
    QTest.keyClicks(sheet.search, "<b>xyzzy")
    assert "No key and no gesture is about “<b>xyzzy”" in sheet.view.toPlainText()
    QTest.keyClick(sheet.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialogs_of(window))


def test_the_list_scrolls_while_one_types_in_the_search(window, qtbot):
    window.actions_by_name["help"].trigger()
    sheet = window.findChild(KeysSheet)
    qtbot.waitUntil(sheet.dialog.isVisible)
    bar = sheet.view.verticalScrollBar()
    assert bar.maximum() > 0 and bar.value() == 0
    QTest.keyClick(sheet.search, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    sheet.dialog.reject()


@pytest.mark.parametrize("name", ["help", "about"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_sheets_are_inside_the_window_and_need_no_scrolling_sideways(window, qtbot, name, scale):
    style.scale = scale
    window.actions_by_name[name].trigger()
    dialog = dialogs_of(window)[0]
    assert dialog.width() <= 1280 and dialog.height() <= 720
    view = dialog.findChild(QTextBrowser)
    assert view.horizontalScrollBar().maximum() == 0
    dialog.reject()
    style.scale = 1.0


def test_about_tells_versions_and_licences():
    text = plain(about.about_html())
    assert f"Optimization Playground {playground.__version__}" in text
    assert "MIT licence" in text and "Qt under the LGPLv3" in text
    for package, title, _ in about.LIBRARIES:
        assert title in text and version(package) in text
    assert re.search(r"Qt \d+\.\d+\.\d+, Python 3\.\d+\.\d+", text)


def test_the_licence_texts_can_be_read(window, qtbot):
    window.actions_by_name["about"].trigger()
    (first,) = dialogs_of(window)
    button = next(b for b in first.findChildren(QPushButton) if "Licence" in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = next(d for d in first.findChildren(QDialog))
    names, view = dialog.findChild(QListWidget), dialog.findChild(QTextBrowser)
    titles = [names.item(k).text() for k in range(names.count())]
    assert titles[0] == "Optimization Playground" and "LGPL-3.0" in titles
    assert "MIT License" in view.toPlainText()
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_Down)
    assert view.toPlainText() and "MIT License" not in view.toPlainText()[:200]
    names.setCurrentRow(titles.index("LGPL-3.0"))
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in view.toPlainText()
    dialog.reject()
    first.reject()


def test_a_built_programs_texts_are_listed_by_library(tmp_path, monkeypatch):
    for name in ("licenses/numpy-2.4/LICENSE.txt", "licenses/NOTICES.txt", "licenses/LICENSE.txt",
                 "licenses/numpy-2.4/logo.png", "data/LICENSES.md"):
        path = tmp_path / "resources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    monkeypatch.setattr(about, "resources_folder", lambda: tmp_path / "resources")
    monkeypatch.setattr(about.sys, "prefix", str(tmp_path / "nowhere"))
    names = [name for name, _ in about.licence_texts()]
    assert names == [
        "Optimization Playground", "What is in here", "numpy-2.4: LICENSE", "Data"
    ]


def test_without_any_texts_it_says_so(window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(about, "licence_texts", list)
    about.show_licences(window)
    (dialog,) = dialogs_of(window)
    assert "No licence texts" in dialog.findChild(QTextBrowser).toPlainText()
    dialog.reject()
