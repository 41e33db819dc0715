"""What the actions and the hands do: each a short method that asks player, documents or views."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu

from playground.app.look.icons import icon
from playground.app.look.preferences import preferences
from playground.app.look.style import SCALE_STEPS, style
from playground.app.shell.base_window import BaseWindow
from playground.app.shell.teachers import Teachers
from playground.app.surface.mode import SurfaceMode
from playground.app.widgets.ladder import stepped
from playground.app.work.daemon_work import within
from playground.lab.edits import surface as edits

PNG = "PNG picture (*.png)"
TABLES = (".csv", ".tsv", ".txt")


class Commands:
    """The window's verbs."""

    def __init__(self, window: BaseWindow, teachers: Teachers) -> None:
        self.window = window
        self.teachers = teachers
        self.player = window.player

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A handler for every action, by the action's name."""
        window, player, documents = self.window, self.player, self.window.documents
        return {
            "new": documents.new,
            "show_surface": self.show_surface, "show_network": self.show_network,
            "open": documents.open_dialog, "save": documents.save,
            "plugins": self.teachers.show_plugins,
            "save_as": documents.save_as, "title": documents.rename, "quit": window.close,
            "picture": lambda: window.exports.picture(window.mode.picture, window.mode.kind),
            "chart_picture": lambda: window.exports.picture(window.mode.panels["chart"], "chart"),
            "window_picture": lambda: window.exports.picture(window, "window", PNG),
            "csv": self.save_table,
            "undo": player.undo, "redo": player.redo,
            "play": player.toggle, "pause": player.pause,
            "step": lambda: player.step(1), "step_back": lambda: player.step(-1),
            "ten": lambda: player.step(10), "ten_back": lambda: player.step(-10),
            "to_start": player.to_start, "to_end": player.to_end,
            "faster": lambda: player.set_speed(player.speed + 1),
            "slower": lambda: player.set_speed(player.speed - 1),
            "probe": self.show_probe, "arrows": self.show_arrows,
            "log_height": self.set_log_height, "fit": lambda: window.mode.fit(),
            "next_runner": self.next_runner,
            "larger": lambda: self.scale(1), "smaller": lambda: self.scale(-1),
            "usual_size": lambda: self.set_scale(1.0), "dark": self.set_dark,
            "settings": self.show_settings,
            "panels": lambda: window.mode.docks.toggle_all(),
            "reset_layout": lambda: window.mode.docks.home(),
            "full_screen": self.set_full_screen,
            "help": self.show_keys, "about": self.show_about,
            "tour": self.show_tour, "diagnostics": self.copy_diagnostics,
        }

    # the cursor

    def seek(self, index: int) -> None:
        """Look at a step that was pointed at."""
        self.window.mode.seek(index)

    def next_runner(self) -> None:
        """Select the next runner, after the last the first."""
        if self.player.runs:
            self.player.select((self.player.selected + 1) % len(self.player.runs))

    # the recipe

    def set_log_height(self, log: bool) -> None:
        """Colour heights by their logarithm, or not."""
        self.player.edit(
            edits.set_log_height(self.player.experiment, log),
            "log height on" if log else "log height off",
        )

    # surface or network

    def show_surface(self) -> None:
        """The surface that was last on screen, or the lecture's example."""
        self._show_half("surface")

    def show_network(self) -> None:
        """The network that was last on screen, or a small one."""
        self._show_half("network")

    def _show_half(self, kind: str) -> None:
        self.window.documents.show_half(kind)
        self.show_experiment()  # the button that was pressed stays pressed

    # the picture

    def show_probe(self, on: bool) -> None:
        """Switch the probe on the surface on or off."""
        if self.surfaces:
            self.surfaces.show_probe(on)

    def show_arrows(self, on: bool) -> None:
        """Arrows for gradient and velocity at the selected runner."""
        if self.surfaces:
            self.surfaces.surface.show_arrows = on

    @property
    def surfaces(self) -> SurfaceMode | None:
        """The mode, if it is the one for surfaces."""
        mode = self.window.mode
        return mode if isinstance(mode, SurfaceMode) else None

    # the look

    def scale(self, steps: int) -> None:
        """Larger or smaller type and lines, by so many steps."""
        self.set_scale(stepped(SCALE_STEPS, style.scale, steps))

    def set_scale(self, scale: float) -> None:
        """Type and lines so much larger than designed."""
        preferences.set_scale(scale)
        self.window.mode.docks.spread()

    def set_dark(self, dark: bool) -> None:
        """Dark or light, whatever the system says."""
        preferences.choose("mode", "dark" if dark else "light")

    def show_settings(self) -> None:
        """What can be set, in force at once."""
        from playground.app.shell.settings_dialog import SettingsDialog

        SettingsDialog(self.window, self.set_scale).open()

    def set_full_screen(self, on: bool) -> None:
        """Fill the screen, or not."""
        if on:
            self.window.showFullScreen()
        else:
            self.window.showNormal()

    # help

    def show_keys(self) -> None:
        """All keys, and what the mouse does."""
        from playground.app.help.key_sheet import KeysSheet

        KeysSheet(self.window)

    def show_tour(self) -> None:
        """Five hints, each at the thing that it speaks of."""
        from playground.app.help.tour import show

        self.window.complete()
        show(self.window)

    def copy_diagnostics(self) -> None:
        """Versions, settings and the log to the clipboard, and on screen."""
        from playground.app.errors.diagnostics_dialog import Diagnostics

        window = self.window
        Diagnostics(window, window.failures.summary if window.failures else ())
        window.notice.tell("The diagnostics were copied. Paste them into your report.", error=False)

    def show_about(self) -> None:
        """Versions and licences."""
        from playground.app.help.about import show_about

        show_about(self.window)

    # files

    def open_path(self, path: Path) -> None:
        """Open a file that was dropped: an experiment, or a table of data for a network."""
        if path.suffix.lower() not in TABLES:
            self.window.documents.open(path)
            return
        self.show_network()
        from playground.app.network.mode import NetworkMode

        if isinstance(self.window.mode, NetworkMode):
            self.window.mode.import_table(path)

    def save_table(self) -> None:
        """Every step of the selected runner as a table."""
        player = self.player
        if player.run is not None and player.runner is not None:
            self.window.exports.table(player.experiment, player.runner, player.run.last)

    def fill_recent(self, menu: QMenu) -> None:
        """The recent files, as the menu opens."""
        documents = self.window.documents
        menu.clear()
        recent = documents.recent
        for path in within(recent.paths, recent.names()):
            action = menu.addAction(str(path))
            action.triggered.connect(lambda _=False, path=path: documents.open(path))
        if menu.isEmpty():
            menu.addAction("No recent files").setEnabled(False)
        else:
            menu.addSeparator()
            menu.addAction("Clear this list").triggered.connect(documents.recent.clear)

    def fill_pictures(self, menu: QMenu) -> None:
        """An entry to save each panel as a picture, as the menu opens."""
        menu.clear()
        mode, exports = self.window.mode, self.window.exports
        for name, title in ((entry.name, entry.title) for entry in mode.entries):
            if name in mode.panels:
                action = menu.addAction(f"{title}…")
                action.triggered.connect(
                    lambda _=False, name=name: exports.picture(mode.panels[name], name)
                )

    def fill_panels(self, menu: QMenu) -> None:
        """An entry for each panel of this kind of problem, as the menu opens."""
        menu.clear()
        self.window.mode.docks.fill_menu(menu)

    # what the actions show

    def show_playing(self, playing: bool) -> None:
        """The play button's other face."""
        play = self.window.actions_by_name["play"]
        play.setIcon(icon("pause" if playing else "play"))
        play.setText("&Pause" if playing else "&Play")

    def show_experiment(self) -> None:
        """What can be undone, and which checks are on."""
        actions = self.window.actions_by_name
        journal = self.player.journal
        for name, verb, what in (
            ("undo", "Undo", journal.undo_what), ("redo", "Redo", journal.redo_what)
        ):
            actions[name].setEnabled(what is not None)
            actions[name].setText(f"&{verb}{': ' + what if what else ''}")
        surfaces = self.surfaces
        actions["show_surface"].setChecked(surfaces is not None)
        actions["show_network"].setChecked(surfaces is None)
        for name in ("probe", "arrows", "log_height"):
            actions[name].setEnabled(surfaces is not None)
        if surfaces:
            actions["log_height"].setChecked(edits.log_height_of(self.player.experiment))
            actions["arrows"].setChecked(surfaces.surface.show_arrows)
            actions["probe"].setChecked(surfaces.surface.probe is not None)
        actions["dark"].setChecked(style.theme.dark)
        actions["csv"].setEnabled(bool(self.player.runs))
