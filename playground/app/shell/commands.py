"""What the actions do: each a short method that asks player, documents or views."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from playground.app.look.preferences import preferences
from playground.app.look.style import SCALE_STEPS, style
from playground.app.shell.base_window import BaseWindow
from playground.app.shell.teachers import Teachers
from playground.app.surface.mode import SurfaceMode
from playground.app.widgets.ladder import stepped
from playground.app.work.daemon_work import within
from playground.lab.edits import surface as edits
from playground.lab.edits.apply import apply
from playground.lab.experiments.view_settings import BOTH, MAP_LOOK, ROUND_LOOK

if TYPE_CHECKING:
    from playground.app.export.away import Away

PNG = "PNG picture (*.png)"
TABLES, ROWS = (".csv", ".tsv", ".txt"), ".npy"


class Commands:
    """The window's verbs."""

    def __init__(self, window: BaseWindow, teachers: Teachers) -> None:
        self.window = window
        self.teachers = teachers
        self.player = window.player
        self.documents = window.documents

    @cached_property
    def away(self) -> Away:
        """Takes runs away and brings codes in; made when it is first asked for."""
        from playground.app.documents.picture_files import paint_view, save_picture
        from playground.app.export.away import Away

        made = Away(self.window, self.documents.take_over, save_picture, paint_view)
        made.told.connect(self.window.tell)
        return made

    # the cursor

    def seek(self, index: int) -> None:
        """Look at a step that was pointed at."""
        self.window.mode.seek(index)

    def next_runner(self) -> None:
        """Select the next runner, after the last the first."""
        if self.player.runs:
            self.player.select((self.player.selected + 1) % len(self.player.runs))

    # the recipe

    @property
    def log_height_on(self) -> bool:
        """Whether heights are coloured by their logarithm."""
        return self.surfaces is not None and edits.log_height_of(self.player.experiment)

    def set_log_height(self, log: bool) -> None:
        """Colour heights by their logarithm, or not."""
        self.player.edit(*apply(
            self.player.experiment, lambda e, _: edits.set_log_height(e, log),
            "log height on" if log else "log height off",
        ))

    # surface or network

    def show_surface(self) -> None:
        """The surface that was last on screen, or the lecture's example."""
        self.documents.show_half("surface")

    def show_network(self) -> None:
        """The network that was last on screen, or a small one."""
        self.documents.show_half("network")

    def show_loss_surface(self) -> None:
        """The network's loss surface, in front if it is behind a tab."""
        from playground.app.network.mode import NetworkMode  # not for a surface

        self.show_network()
        mode = self.window.mode
        if isinstance(mode, NetworkMode):
            mode.bring_landscape()

    # the picture

    @property
    def probe_on(self) -> bool:
        """Whether the probe stands on the surface."""
        return self.surfaces is not None and self.surfaces.surface.probe is not None

    def show_probe(self, on: bool) -> None:
        """Switch the probe on the surface on or off."""
        if self.surfaces:
            self.surfaces.show_probe(on)

    @property
    def arrows_on(self) -> bool:
        """Whether the arrows are drawn."""
        return self.surfaces is not None and self.surfaces.surface.show_arrows

    def show_arrows(self, on: bool) -> None:
        """Arrows for gradient and velocity at the selected runner."""
        if self.surfaces:
            self.surfaces.surface.show_arrows = on

    @property
    def sketch_on(self) -> bool:
        """Whether what a rule looks at is drawn."""
        return self.surfaces is not None and self.surfaces.surface.sketch.on

    def show_sketch(self, on: bool) -> None:
        """Draw what the selected runner's update looks at."""
        if self.surfaces:
            self.surfaces.surface.show_sketch(on)

    @property
    def in_the_round(self) -> bool:
        """Whether the surface is shown as a landscape, alone or beside the map."""
        return self.window.mode.look != MAP_LOOK

    def show_in_the_round(self, on: bool) -> None:
        """The surface as a landscape, or from above: the map."""
        if self.surfaces and not on:
            self.surfaces.surface.look_from_above()
        else:
            self.window.mode.set_look(ROUND_LOOK if on else MAP_LOOK)

    @property
    def basins_on(self) -> bool:
        """Whether the basins of attraction lie over the map."""
        return self.surfaces is not None and self.surfaces.surface.basins.on

    def show_basins(self, on: bool) -> None:
        """Search and show the basins of the selected runner's rule, or no longer."""
        if self.surfaces:
            self.surfaces.surface.show_basins(on)

    @property
    def parabola_on(self) -> bool:
        """Whether the parabola at the selected runner lies over the surface."""
        return self.surfaces is not None and self.surfaces.surface.parabola.on

    def show_parabola(self, on: bool) -> None:
        """The parabola that touches the surface at the selected runner."""
        if self.surfaces:
            self.surfaces.surface.show_parabola(on)

    @property
    def beside(self) -> bool:
        """Whether map and landscape are both shown."""
        return self.window.mode.look == BOTH

    def show_beside(self, on: bool) -> None:
        """Map and landscape beside each other, or the map alone."""
        self.window.mode.set_look(BOTH if on else MAP_LOOK)

    @property
    def surfaces(self) -> SurfaceMode | None:
        """The mode, if it is the one for surfaces."""
        mode = self.window.mode
        return mode if isinstance(mode, SurfaceMode) else None

    # the course

    def show_course(self) -> None:
        """The list of lessons."""
        self.window.complete()
        self.teachers.course.show_list()

    def fill_quiz(self, menu: QMenu) -> None:
        """What one can be asked about the experiment on screen."""
        from playground.app.course.quiz_menu import fill_quiz_menu

        fill_quiz_menu(menu, self.player, lambda kind: self.teachers.course.quiz(kind))

    def write_lesson(self) -> None:
        """The window in which a lesson is written; it begins with the experiment on screen."""
        dialog = self.teachers.course.author
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def show_own_gradient(self) -> None:
        """A gradient of one's own beside backprop and differences."""
        dialog = self.teachers.course.own_gradient
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

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

        KeysSheet(self.window, self.window.menus.menus)

    def show_tour(self) -> None:
        """Five hints, each at the thing that it speaks of."""
        from playground.app.help.tour import show

        self.window.complete()
        show(self.window).course_asked.connect(self.show_course)

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
        """Open a file that was dropped: an experiment, or data for a network."""
        suffix = path.suffix.lower()
        if suffix not in (*TABLES, ROWS):
            self.window.documents.open(path)
            return
        self.show_network()
        from playground.app.network.mode import NetworkMode

        if isinstance(self.window.mode, NetworkMode) and suffix == ROWS:
            self.window.mode.ask_rows("open", path)
        elif isinstance(self.window.mode, NetworkMode):
            self.window.mode.import_table(path)

    def save_picture(self) -> None:
        """The picture in the middle as a file."""
        mode = self.window.mode
        name = mode.kind if mode.front is mode.picture else "loss-surface"
        self.window.exports.picture(mode.front, name)

    def save_chart(self) -> None:
        """The chart of the run as a file."""
        self.window.exports.picture(self.window.mode.panels["chart"], "chart")

    def save_window(self) -> None:
        """The window as it is, as a file."""
        self.window.exports.picture(self.window, "window", PNG)

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
