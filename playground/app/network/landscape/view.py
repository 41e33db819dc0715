"""The loss surface of the selected runner's network, to look at and to take it by the hand.

What is drawn is one snapshot: a plane, the risk on it, and every path beside that same plane. Until
another one has come from the worker, it stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_XS, least_picture, px, style
from playground.app.network.landscape.canvas import LossCanvas
from playground.app.network.landscape.controls import LandscapeBar
from playground.app.network.landscape.gradients import descents
from playground.app.network.landscape.hold import Hold
from playground.app.network.landscape.job import Drawn, Progress
from playground.app.network.landscape.looking import Looking
from playground.app.network.landscape.pictures import Pictures
from playground.app.network.landscape.reading import reading_at
from playground.app.network.landscape.scale import (
    AT_REST,
    STEADY,
    is_flat,
    scale_of,
)
from playground.app.network.landscape.sentence import Sentence
from playground.app.network.landscape.shares import NARROWEST, ShareBars
from playground.app.network.landscape.star import star_of
from playground.app.network.landscape.strip_line import StripPart
from playground.app.network.landscape.survey import Survey
from playground.app.network.landscape.walkers import Walkers
from playground.app.network.landscape.words import (
    HELD,
    axis_names,
    belief,
    holds_all,
    kind_of,
    refusal,
    sentence_of,
)
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.text_line import Line
from playground.engine.networks.place import Place
from playground.engine.networks.symmetry import all_reversed
from playground.engine.problem import Array
from playground.lab.edits.landscape import set_landscape
from playground.lab.edits.view import set_view, view_of
from playground.lab.landscapes.followed import missed_share, sampled_steps
from playground.lab.landscapes.picture import Grid, Picture

REST_MS, RACE_MS = 120, 400
"""So long after the last step nothing moves any more; and where views take turns."""
SOON_MS, FOLLOW_MS = 7, 33
"""While steps follow each other: so long after one, and so long between two, paths are drawn."""
LEAST, BATCH_MORE = 220, 200
"""So high the pictures are to stay in the design (higher, with the batch's surface) where there is
the strip below them; else the strip is words."""
ASK_MS, MOST_MS = 60, 200
"""And so long between two questions for heights; at most so long, where the plane itself takes long
to make: twice as long as that took, for the worker and the window share an interpreter."""
UNKNOWN = 16
"""So many true risks are computed together while steps follow each other."""
NAME = "Loss surface"
EMPTY = "The risk of the network over a plane of its weights is drawn here. Add a runner to see it."
PICKING = ("Click the weight or bias for the axis across, then the one for the axis up: in the "
           "drawn network, or in the table of weights.")


class LandscapeView(Panel):
    """Shows, and hands on what the hand does.

    `theta_held(theta, final)`: the network is held at these parameters. `runner_wanted(theta)`:
    a runner is to start there. `nodes_swapped(theta)`: the same network with its nodes in another
    order. `place_selected(None)`: no weight is selected any more. `axes_changed`: which two
    parameters (flat) are the axes, or None. `told(text, error)`.
    """

    theta_held = Signal(object, bool)
    hold_taken_back = Signal()
    runner_wanted = Signal(object)
    nodes_swapped = Signal(object)
    axes_changed = Signal(object)
    place_selected = Signal(object)
    slot_clicked = Signal(int)
    hovered = Signal(str)
    told = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.looking = Looking()
        self.survey = Survey(self)
        self.bar, self.error_line = LandscapeBar(), ErrorLine()
        self.sentence, self.truth, self.shares = Sentence(), Sentence(), ShareBars()
        self.canvas, self.batch_canvas = LossCanvas(), LossCanvas(hand=False)
        self.strip = StripPart(self.looking, self.survey.background)
        self.walkers = Walkers(self.survey.background, self._learnt)
        self.empty_state = EmptyState("surface", EMPTY)
        self._hold = Hold(self.looking, self.theta_held.emit)
        self._grids: tuple[Grid, Grid | None] | None = None
        self._arrived: Drawn | None = None  # what has come, and waits for its turn
        self._missed, self._finite, self._flat = float("nan"), 1.0, False
        self._own = False  # what changes the scene was done here
        self._picked: list[int] = []
        self._axes: tuple[int, int] | None = None
        self._lay_out()
        self._connect()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._at_rest)
        # Between two frames, not in one with all the other views; and not with every one.
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.setTimerType(Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self._follow_cursor)
        self._followed = self._asked = 0.0  # when that was
        self.setAccessibleName(NAME)
        self.setFocusProxy(self.canvas)
        style.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setSpacing(0)
        self.canvas.setAccessibleName(NAME)
        self.batch_canvas.setAccessibleName("The batch's own loss surface")
        self.pictures = Pictures(self.canvas, self.batch_canvas)
        self.left_out = Line()
        self.left_out.hide()
        self._head, self._foot = QVBoxLayout(), QHBoxLayout()
        for line in (self.sentence, self.left_out, self.error_line):
            self._head.addWidget(line)
        self._foot.addWidget(self.truth, 1)
        self._foot.addWidget(self.shares, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.bar)
        self._column.addLayout(self._head)
        self._column.addWidget(self.pictures, 1)
        self._column.addLayout(self._foot)
        self._column.addWidget(self.strip)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._body)
        outer.addWidget(self.empty_state)
        self._body.hide()

    def _connect(self) -> None:
        canvas, bar = self.canvas, self.strip.bar
        self.bar.chosen.connect(self._choose)
        self.bar.picking.connect(self._pick)
        self.bar.looks.chosen.connect(self.pictures.set_look)
        self.pictures.arranged.connect(self._arranged)
        self.pictures.looked.connect(self._keep_look)
        self.pictures.runner_clicked.connect(self.slot_clicked)
        self.pictures.save_asked.connect(self.picture_asked)
        bar.chosen.connect(self._choose)
        bar.swap_asked.connect(self._swap)
        bar.save_asked.connect(self.save_numbers)
        canvas.held.connect(lambda *held: self._as_own(lambda: self._hold.take(*held)))
        canvas.taken_back.connect(lambda: self._as_own(self.hold_taken_back.emit))
        canvas.runner_taken.connect(self.slot_clicked)
        canvas.menu_wanted.connect(self._fill_menu)
        canvas.pointed.connect(self._hover)
        canvas.viewed.connect(self._viewed)
        canvas.handled.connect(self._handled)
        canvas.save_asked.connect(self.picture_asked)
        self.batch_canvas.save_asked.connect(self.picture_asked)
        self.survey.drawn.connect(self._take_answer)
        self.survey.refused.connect(self._refuse)
        self.survey.progressed.connect(self._show_progress)
        self.survey.finished.connect(self.walkers.learn)

    # What the window may ask for

    @property
    def picture(self) -> Picture | None:
        """What is drawn: heights, paths and the cursor, for whoever draws it another way; the
        canvas says `pictured` when it is another one."""
        return self.canvas.picture

    @property
    def settled(self) -> bool:
        """Whether all that was asked for is drawn, as finely as it gets."""
        waits = self._rest.isActive() or self._soon.isActive() or self.pictures.late
        return not (self.survey.busy or self.survey.background.busy or waits)

    def export_target(self) -> QWidget:
        """What a picture file is made from: all that is drawn, without what is pressed."""
        drawn = self.pictures.widgets
        return drawn[0] if len(drawn) == 1 else self.pictures

    def fit(self) -> None:
        """Show all of the plane's window."""
        self.canvas.fit()

    def set_selection(self, place: Place | None) -> None:
        """A weight or bias was selected somewhere; while two are to be picked it is one of them."""
        if place is None or place.index < 0 or not self.bar.pick.isChecked():
            return
        # Nothing is selected any more, so that the same one clicked again is heard, too.
        QTimer.singleShot(0, self, lambda: self.place_selected.emit(None))
        if place.index in self._picked:
            self.sentence.set_text(f"{place.name} is the axis across; click another for that up.")
            return
        self._picked.append(place.index)
        if len(self._picked) < 2:
            self.sentence.set_text(f"Across: {place.name}. Now the weight or bias for the axis up.")
            return
        i, j = self._picked
        self.bar.pick.setChecked(False)
        self._choose({"plane": f"weights:{i},{j}"})

    # Scene and cursor

    def draw_scene(self) -> None:
        look = self.looking
        if not look.show(self.scene, self.cursor):
            self._forget()
        run, scene = look.run, self.scene
        self._body.setVisible(run is not None)
        self.empty_state.setVisible(run is None)
        look.held = look.held and self._own
        if run is None or scene is None:
            self.survey.cancel()
            self._show_axes(None)
            return
        labels = [runner.label for runner in scene.experiment.runners]
        many = not look.problem.sees_all
        self.bar.show_settings(look.settings, look.kinds[0], labels, many)
        self.strip.show_scene()
        self._show_sentence()
        self._show_axes(look.axes)
        batch = look.settings.batch and many
        self.canvas.name = "all samples" if batch else ""
        self.pictures.keep(view_of(scene.experiment), batch)
        self._direct()
        look.dragged = self.hurried  # a weight, and more follows
        look.moving = look.moving or look.dragged
        if self._arrived is not None:
            self._draw_answer(self._arrived)
        else:
            self._repaint()
        self._rest.start(REST_MS)
        self._look()

    def draw_cursor(self) -> None:
        self.looking.cursor = self.cursor
        if self.looking.run is None:
            return
        self.looking.moving, self.looking.dragged, self.looking.held = True, False, False
        self._rest.start(RACE_MS if self.hurried else REST_MS)
        if not self.hurried:
            self._follow_soon()
        elif self._arrived is not None:
            self._draw_answer(self._arrived)
        else:
            self._follow_cursor()

    def _follow_soon(self) -> None:
        if not self._soon.isActive():
            since = 1000 * (perf_counter() - self._followed)
            self._soon.start(max(SOON_MS, int(FOLLOW_MS - since)))

    def _follow_cursor(self) -> None:
        """What moves, at a pace that leaves the frames to the steps."""
        self._followed = perf_counter()
        self._update()
        self._look()

    def _forget(self) -> None:
        """What was drawn belongs to another network."""
        self.survey.cancel()
        self._grids = self._arrived = None
        self.error_line.set_error("")
        for canvas in (self.canvas, self.batch_canvas):
            canvas.forget()

    def _look(self) -> None:
        """Ask for what is to be seen now, if it is not here or on its way."""
        look, view = self.looking, self.canvas.map_view
        if look.run is None or not self.isVisible() or look.held or min(view.rect[2:]) < 8:
            return
        ranges = None if self.canvas.fitted else (view.x, view.y)
        now = perf_counter()
        pace = min(max(ASK_MS, 2000 * look.making_s), MOST_MS)
        if look.moving and now - self._asked < pace / 1000:
            if not self.hurried:
                self._follow_soon()
            return
        key = look.question(view.rect, ranges)
        if self.survey.ask(key, lambda: look.request(view.rect, ranges)):
            self._asked = now

    def come_to_rest(self) -> None:
        """Whoever knows that nothing follows may say so: the finest picture is not waited for."""
        if self._rest.isActive() and self.isVisible():
            self._rest.stop()
            self._soon.stop()
            self._at_rest()

    def _at_rest(self) -> None:
        """Nothing moves any more: as finely as it gets."""
        self.looking.moving = self.looking.dragged = False
        if self._arrived is not None:
            self._draw_answer(self._arrived)
        self._update()
        self.canvas.place_legend()
        self._look()
        if not self.survey.busy:
            self.walkers.learn()

    # Answers

    def _take_answer(self, drawn: Drawn) -> None:
        """Draw it; while views take turns, when its turn comes."""
        if self.hurried and self.looking.moving:
            self._arrived = drawn
        else:
            self._draw_answer(drawn)

    def _draw_answer(self, drawn: Drawn) -> None:
        self._arrived = None
        look = self.looking
        if look.run is None or look.held or len(drawn.plane.origin) != look.problem.dimension:
            self.survey.forget()  # it may be asked for again
            return
        before, window = look.plane, look.window
        look.take(drawn)
        self._grids = drawn.grid, drawn.batch
        self._finite = float(np.isfinite(drawn.grid.loss).mean())
        self._flat = self._finite == 1 and is_flat(drawn.grid.loss)
        if drawn.plane is not before:
            self._missed = missed_share(drawn.plane, *sampled_steps(look.run))
        if drawn.window != window:
            fresh = before is None or kind_of(before.kind) != kind_of(drawn.plane.kind)
            self.canvas.show_window(drawn.window, fit=fresh)
        self.canvas.note = drawn.note
        if drawn.made == look.made:
            self.error_line.set_error("")
        self._show_sentence()
        self._repaint()

    def _refuse(self, why: str) -> None:
        """There is no such plane: say why; the last picture stays."""
        look = self.looking
        if look.run is not None:
            stays = "The last picture that could be drawn stays." if look.plane is not None else ""
            self.error_line.set_error(refusal(look.kinds[0], why, stays).strip())
            self.canvas.note = ""
            self._update()
            self._fill()

    def _fill(self) -> None:
        """The last picture stays where there is no other; it fills the frame, whatever became of
        that."""
        look, view = self.looking, self.canvas.map_view
        if self._grids is None or look.plane is None or look.held:
            return
        grid = self._grids[0]
        ranges = None if self.canvas.fitted else (view.x, view.y)
        there = np.array([grid.a[[0, -1]], grid.b[[0, -1]]])
        if not np.allclose(there, np.array([view.x, view.y])):
            self.survey.ask(("stays", view.rect, ranges), lambda: look.last(view.rect, ranges))

    def _show_progress(self, part: Progress) -> None:
        self.canvas.note = f"computing {100 * part.done // max(part.total, 1)} %"
        self.canvas.refresh()

    def _repaint(self) -> None:
        """The grids that are here, on the scale that is chosen."""
        look, scene = self.looking, self.scene
        if self._grids is None or look.plane is None or look.wanted is None or scene is None:
            return
        grid, batch = self._grids
        steady = STEADY if look.moving or look.held else AT_REST
        scale = scale_of(grid.loss, look.settings.scale, self.canvas.scale, steady)
        labels = tuple(runner.label for runner in scene.experiment.runners)
        names = axis_names(look.plane, look.wanted.problem, labels)
        height = "R + penalty" if look.wanted.problem.penalized else "R"
        self.walkers.show(scene, look.plane)
        picture = Picture(grid, self.walkers.paths(), self.cursor, scene.slot, *names, height)
        self.canvas.show_picture(picture, scale)
        if batch is not None and self.pictures.batch:
            self.batch_canvas.show_picture(replace(picture, grid=batch, paths=()), scale)
            self.batch_canvas.name = f"batch of {batch.samples} at step {look.step}"
            self._follow_view()
        self._update()

    def _update(self) -> None:
        """Paths, heads and words for the cursor, on the plane that is drawn."""
        look, scene, picture = self.looking, self.scene, self.canvas.picture
        if look.run is None or scene is None:
            return
        self.strip.draw()
        if picture is None or look.plane is None:
            return
        self.pictures.pace(look.moving)
        self.walkers.show(scene, look.plane)
        heads, paths = self.walkers.heads(self.cursor), self.walkers.paths()
        to = self.walkers.next_place(look.run, self.cursor)
        self.canvas.descents = descents(look.run, self.cursor, look.plane)
        self.canvas.star = star_of(look.run.problem, look.plane)
        self.canvas.show_walkers(
            replace(picture, paths=paths, cursor=self.cursor, selected=scene.slot),
            heads, self.walkers.starts(), to,
        )
        there = self.batch_canvas.picture
        if there is not None and self.pictures.batch:
            there = replace(there, cursor=self.cursor, selected=scene.slot)
            self.batch_canvas.show_walkers(there, heads, [], to)
        own = next((path for path in paths if path.slot == scene.slot), None)
        walked = own is not None and len(own.steps) > 1
        explained = look.plane.explained if look.problem.dimension > 2 and walked else None
        self.shares.show_shares(explained, max(scene.slot, 0))
        bars = bool(self.shares.shares) and self.width() >= px(NARROWEST)
        self.shares.setVisible(bars)
        self.truth.set_text(
            belief(look.plane, self._missed, own, heads, scene.slot, bars, self._finite,
                   self._flat)
        )
        if look.moving:
            self.walkers.learn(UNKNOWN)

    def _learnt(self) -> None:
        """More true risks are known; while steps follow each other the next look shows them."""
        if self.looking.moving:
            return
        self._update()
        if not self.survey.busy:
            self.walkers.learn()

    def _show_sentence(self) -> None:
        if self.bar.pick.isChecked():
            return
        look = self.looking
        plane = look.settings.plane or (look.plane.kind if look.plane else "")
        if look.run is None:
            return
        there = look.plane if look.held and kind_of(plane).name != "weights" else None
        stays = there is not None and not holds_all(there, look.problem)
        self.sentence.set_text(HELD if stays else sentence_of(plane, look.plane, look.problem))

    def _show_axes(self, axes: tuple[int, int] | None) -> None:
        if axes != self._axes:
            self._axes = axes
            self.axes_changed.emit(axes)

    def _hover(self, at: QPointF | None) -> None:
        text = ""
        if at is not None and self.looking.wanted is not None and self.looking.run is not None:
            text = reading_at(self.canvas, at, self.looking.problem)
        self.canvas.show_reading(text)
        self.hovered.emit(text)

    # What the hand does

    def _choose(self, settings: dict[str, object]) -> None:
        self.change(lambda e, _: set_landscape(e, **settings), "loss surface")

    def _keep_look(self, what: str, settings: dict[str, object]) -> None:
        merge = None if "look" in settings else what  # a turn follows the other
        self.change(lambda e, _: set_view(e, **settings), what, merge, final=False)

    def _pick(self, on: bool) -> None:
        self._picked = []
        if on:
            self.place_selected.emit(None)  # what is selected already may be one of the two
            self.sentence.set_text(PICKING)
        else:
            self._show_sentence()

    def _as_own(self, do: Callable[[], object]) -> None:
        """What the hand does here: the picture stays under it, whatever becomes of the run."""
        look = self.looking
        run, held = look.run, look.held
        self._own = look.held = True
        try:
            do()
        finally:
            self._own = False
            if look.run is run:  # a lesson has refused it: the network is where it was
                look.held = held
                self._show_sentence()

    def _fill_menu(self, menu: QMenu, place: tuple[float, float] | None) -> None:
        """What can be done at a place of the surface."""
        first, plane = menu.actions()[0], self.looking.plane
        if place is not None and plane is not None and self.canvas.heads:
            theta = np.asarray(plane.at(*place))
            for text, do in (
                ("Move the network here",
                 lambda: self._as_own(lambda: self.theta_held.emit(theta, True))),
                ("Start a runner here", lambda: self.runner_wanted.emit(theta)),
            ):
                action = menu.addAction(text)
                action.triggered.connect(lambda _=False, do=do: do())
                menu.insertAction(first, action)
            menu.insertSeparator(first)
        menu.addAction("Save numbers…").triggered.connect(self.save_numbers)

    def _swap(self) -> None:
        """The same function, another place."""
        look = self.looking
        if look.run is not None and not self.strip.cannot_swap:
            theta: Array = all_reversed(look.problem.network, look.run[look.step].theta)
            self._as_own(lambda: self.nodes_swapped.emit(theta))

    def save_numbers(self) -> None:
        """Write the grid, the plane and the paths, exactly, where a person says."""
        from playground.app.network.landscape.saving import save

        if self.picture is not None and self.looking.wanted is not None:
            save(self, self.picture, self.looking.wanted.problem, self.survey.background,
                 self.told.emit)

    # The look

    def _viewed(self) -> None:
        self._follow_view()
        if self.scene is not None:
            self._look()

    def _handled(self) -> None:
        """A person zooms or pans."""
        self.looking.held, self.looking.moving = False, True
        self._rest.start(REST_MS)

    def _follow_view(self) -> None:
        """The batch's surface shows the same part of the plane."""
        if self.pictures.batch:
            view = self.canvas.map_view
            self.batch_canvas.fitted = False
            self.batch_canvas.look(self.batch_canvas.map_view.seen((view.x, view.y)))

    def _direct(self) -> None:
        """Whether there is room for the strip below the pictures."""
        strip, column = self.strip.strip, self._column
        wanted = self.pictures.sizeHint().height(), strip.sizeHint().height()
        words = column.heightForWidth(self.width()) if column.hasHeightForWidth() \
            else column.sizeHint().height()
        words -= wanted[0] + (0 if strip.isHidden() else wanted[1])
        least = LEAST + (BATCH_MORE if self.pictures.batch else 0)
        high = self.height() - words - wanted[1] >= px(least)
        self.strip.show_strip(high)
        self.strip.bar.save.setVisible(high)  # it is in the picture's menu, too

    @Slot()
    def _arranged(self) -> None:
        """Other pictures are seen; what has no room is told."""
        self.bar.looks.set_value(self.pictures.look)
        self.setFocusProxy(self.pictures.front)
        self.left_out.set_text(self.pictures.left_out, self.pictures.left_out)
        self.left_out.setVisible(bool(self.pictures.left_out))
        if self._grids is not None and self.pictures.batch:
            self._follow_view()

    def _restyle(self) -> None:
        self.setMinimumSize(least_picture())
        for layout in (self._head, self._foot):
            layout.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), 0)
        self._column.setContentsMargins(0, 0, 0, px(SPACE_XS))
        for line in (self.sentence, self.truth, self.shares):
            line.updateGeometry()
        self._foot.setSpacing(px(SPACE_M))
        self.bar.restyle()
        self.strip.restyle()
        self.pictures.arrange()
        self.canvas.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_axes(self.looking.axes if self.looking.run is not None else None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Letters at two of the network's weights say nothing without the plane."""
        super().hideEvent(event)
        self._show_axes(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._direct()

    def sizeHint(self) -> QSize:
        return QSize(px(620), px(620))
