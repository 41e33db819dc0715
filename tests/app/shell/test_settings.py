"""Settings: in force at once, kept between starts, never in the way; and their dialog."""

import os

import pytest
from moving import go_to
from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QLabel, QPushButton

from playground.app.charts.controls import ChartControls
from playground.app.look import preferences as settings
from playground.app.look.preferences import Preferences, preferences
from playground.app.look.style import SCALE_STEPS, style
from playground.app.shell import start
from playground.app.shell.settings_dialog import SettingsDialog
from playground.app.shell.window import Window
from playground.app.text.numbers import decimal, number
from playground.app.widgets.section import Section
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def window(qtbot, user_folders):
    made = Window(new_experiment(), keep_settings=False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


@pytest.fixture
def dialog(window, qtbot):
    """The dialog as the menu opens it."""
    window.actions_by_name["settings"].trigger()
    made = window.findChild(SettingsDialog)
    qtbot.waitUntil(made.isVisible)
    yield made
    made.reject()


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def restarted():
    """The settings as the next start finds them."""
    preferences.forget()
    style.mode, style.scale = "system", 1.0
    preferences.restore()
    return preferences


# The file


def test_what_is_chosen_is_there_at_the_next_start(own_settings):
    preferences.restore()
    for name, word in (("mode", "dark"), ("decimal", "comma"), ("motion", "reduced"),
                       ("window", "home")):
        preferences.choose(name, word)
    preferences.set_scale(1.4)
    kept = restarted()
    words = [kept.get(name) for name in ("mode", "decimal", "motion", "window")]
    assert words == ["dark", "comma", "reduced", "home"]
    assert style.theme.dark and style.scale == 1.4 and number(0.5) == "0,5"
    assert kept.reduced_motion
    settings.reset()
    assert restarted().at_defaults and number(0.5) == "0.5"


def test_nothing_is_written_before_settings_were_read(own_settings):
    preferences.choose("decimal", "comma")
    preferences.set_scale(1.25)
    assert not list(own_settings.rglob("*.ini"))


@pytest.mark.parametrize("content", [
    b"\x00\xff\xfe broken [[[ = = \n\x80",
    b"[General]\nmode=neon\ndecimal=7\nmotion=\nwindow=@ByteArray(x)\nscale=huge\n",
    b"[General]\nscale=99\ngeometry=@Variant(\\0\\0)\nschema=abc\n",
    b"",
])
def test_an_unreadable_file_means_the_defaults(own_settings, content):
    file = own_settings / settings.stored().organizationName() / "optimization-playground.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    assert restarted().at_defaults
    preferences.choose("motion", "reduced")
    assert restarted().get("motion") == "reduced"


def test_a_newer_versions_settings_are_left_alone(own_settings):
    stored = settings.stored()
    for name, value in (("mode", "sepia"), ("decimal", "comma"), ("hologram", "on")):
        stored.setValue(name, value)
    stored.sync()
    assert restarted().get("mode") == "system" and preferences.get("decimal") == "comma"
    preferences.choose("motion", "full")
    again = settings.stored()
    assert again.value("hologram") == "on" and again.value("mode") == "sepia"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_home_is_no_error(own_settings):
    own_settings.chmod(0o500)
    preferences.restore()
    preferences.choose("mode", "dark")
    settings.mark_seen("tour")
    own_settings.chmod(0o700)
    assert style.theme.dark


def test_a_home_that_is_a_file_is_no_error(tmp_path, own_settings):
    place = tmp_path / "file"
    place.write_text("")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(place))
    preferences.restore()
    preferences.choose("mode", "dark")
    settings.mark_seen("tour")
    assert style.theme.dark and not settings.stored().isWritable()


def test_reset_forgets_everything_that_is_kept(own_settings):
    settings.mark_seen("tour")
    assert settings.seen("tour")
    settings.reset()
    assert not settings.seen("tour") and settings.stored().allKeys() == []


def test_the_window_stays_at_home_if_that_is_asked_for(own_settings, qtbot, user_folders):
    preferences.restore()
    one = Window(new_experiment())
    qtbot.addWidget(one)
    one.show()
    one.mode.docks.docks["problem"].hide()
    one.close()
    preferences.choose("window", "home")
    other = Window(new_experiment())
    qtbot.addWidget(other)
    other.show()
    assert not other.mode.docks.docks["problem"].isHidden()
    preferences.choose("window", "keep")
    third = Window(new_experiment())
    qtbot.addWidget(third)
    third.show()
    assert third.mode.docks.docks["problem"].isHidden()


# Numbers and motion


def test_the_systems_mark_is_the_default(monkeypatch):
    german = QLocale(QLocale.Language.German)
    monkeypatch.setattr(QLocale, "system", lambda: german)
    made = Preferences()
    made.choose("decimal", "point")
    made.choose("decimal", "system")
    assert decimal() == ","
    arabic = QLocale("ar_EG")
    monkeypatch.setattr(QLocale, "system", lambda: arabic)
    assert settings.system_decimal() == "."


def test_reduced_motion_switches_effects_and_sliding_docks(window):
    effect = Qt.UIEffect.UI_General
    usual = QApplication.isEffectEnabled(effect)
    QApplication.setEffectEnabled(effect, True)
    settings._effects.clear()
    try:
        preferences.choose("motion", "reduced")
        assert not window.isAnimated() and not QApplication.isEffectEnabled(effect)
        preferences.choose("motion", "full")
        assert window.isAnimated() and QApplication.isEffectEnabled(effect)
    finally:
        QApplication.setEffectEnabled(effect, usual)
        settings._effects.clear()


def test_a_word_that_is_none_is_refused():
    with pytest.raises(ValueError, match="motion must be one of system, reduced, full"):
        preferences.choose("motion", "wild")


# The dialog


def test_the_theme_changes_at_once(dialog, qtbot):
    press(qtbot, dialog.theme.button("dark"))
    assert style.theme.dark and style.mode == "dark"
    press(qtbot, dialog.theme.button("light"))
    assert not style.theme.dark


def test_numbers_change_at_once_everywhere(dialog, window, qtbot):
    go_to(window.player, 3)
    assert "." in window.status_line.text()
    press(qtbot, dialog.numbers.button("comma"))
    said = window.status_line.text()
    assert "," in said and "." not in said.replace(". ", "")
    press(qtbot, dialog.numbers.button("point"))
    assert "." in window.status_line.text()


def test_the_type_size_by_keyboard_and_by_hand(dialog, window, qtbot):
    dialog.size_slider.setFocus()
    QTest.keyClick(dialog.size_slider, Qt.Key.Key_Right)
    assert style.scale == 1.1 and dialog._percent.text() == "110 %"
    dialog.size_slider.moved.emit(len(SCALE_STEPS) - 3, False)
    assert style.scale == 1.1, "the window follows when the handle is let go"
    assert dialog.preview.font().pixelSize() == round(13 * SCALE_STEPS[-3])
    dialog.size_slider.moved.emit(len(SCALE_STEPS) - 3, True)
    assert style.scale == SCALE_STEPS[-3]
    window.actions_by_name["usual_size"].trigger()
    assert dialog._percent.text() == "100 %"


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_dialog_fits_without_scrolling(window, qtbot, scale):
    style.scale = scale
    window.resize(1280, 720)
    window.actions_by_name["settings"].trigger()
    dialog = window.findChild(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.width() <= 1280 and dialog.height() <= 720
    assert dialog.area.verticalScrollBar().maximum() == 0
    dialog.reject()


def test_defaults_come_back(dialog, window, qtbot):
    style.mode = "system"
    assert not dialog.defaults.isEnabled() and dialog.defaults.toolTip()
    press(qtbot, dialog.motion.button("reduced"))
    press(qtbot, dialog.numbers.button("comma"))
    press(qtbot, dialog.theme.button("dark"))
    press(qtbot, dialog.window_kept)
    assert preferences.get("window") == "home" and preferences.reduced_motion
    press(qtbot, dialog.defaults)
    assert preferences.at_defaults and number(0.5) == "0.5" and not style.theme.dark
    assert dialog.window_kept.isChecked() and not dialog.defaults.isEnabled()


def test_escape_closes_and_everything_explains_itself(window, qtbot):
    window.actions_by_name["settings"].trigger()
    dialog = window.findChild(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible)
    for button in [*dialog.theme.findChildren(QPushButton), dialog.window_kept]:
        assert button.toolTip()
    about = [label for label in dialog.findChildren(QLabel) if label.property("role") == "small"]
    assert len(about) == 5 and all(len(label.text()) > 20 for label in about)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not any(d.isVisible() for d in window.findChildren(QDialog))


def test_dock_titles_follow_the_type_size(window, qtbot):
    dock = window.findChild(QDockWidget, "surface-problem")
    usual = title_ink(dock)
    window.commands.set_scale(1.6)
    qtbot.waitUntil(lambda: title_ink(dock) > 1.3 * usual)
    window.commands.set_scale(1.0)
    qtbot.waitUntil(lambda: title_ink(dock) == usual)
    inside = dock.widget().widget()
    assert inside.font().kerning(), "the title's font is the title's alone"


def title_ink(dock):
    """How many pixels high the letters of a dock's title are."""
    picture = dock.grab().toImage()
    height, width = dock.widget().y(), dock.fontMetrics().horizontalAdvance(dock.windowTitle())
    ground = picture.pixelColor(1, 1).lightness()
    return sum(
        any(abs(picture.pixelColor(x, y).lightness() - ground) > 90 for x in range(width))
        for y in range(height)
    )


def test_a_window_that_keeps_no_settings_writes_none(own_settings, qtbot, user_folders):
    window = start.make_window(new_experiment(), keep_settings=False)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.mode.is_complete)
    for kind in ("network", "surface"):
        window.actions_by_name[f"show_{kind}"].trigger()
        qtbot.waitUntil(lambda: window.mode.is_complete)
        for section in window.findChildren(Section):
            section.set_opened(not section.opened)
        for controls in window.findChildren(ChartControls):
            controls.set_log(True)
            controls.set_log(False)
    preferences.choose("motion", "full")
    window.player.workspace.mark_all_saved()
    window.close()
    assert not list(own_settings.rglob("*"))
