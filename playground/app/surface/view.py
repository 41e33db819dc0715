"""The main view: the surface from above, with every runner's trail up to the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from playground.app.core.held import AHEAD, MINIMA, RUN, Held
from playground.app.core.view import Panel, Prediction
from playground.app.look.style import px, style, surface_lut
from playground.app.paint.chips import paint_chip
from playground.app.plots.height_bar import bar_ticks
from playground.app.plots.plane import Plane
from playground.app.surface.basins import BasinView
from playground.app.surface.colour_bar import bar_name
from playground.app.surface.critical_points import critical_to_show
from playground.app.surface.looks import Looks
from playground.app.surface.mouse import SurfaceHand
from playground.app.surface.parabola import Parabola
from playground.app.surface.picture import SurfacePicture, value_at
from playground.app.surface.prediction_marks import paint_prediction
from playground.app.surface.sketch_layer import SketchLayer
from playground.app.surface.tips import tip_at
from playground.app.surface.tools import PictureTools
from playground.app.text.numbers import number, point
from playground.app.work import background
from playground.engine.critical import CriticalPoint, critical_points
from playground.engine.surface import Point, Surface
from playground.lab.edits.view import set_view, view_of
from playground.lab.experiments.view_settings import MAP_LOOK, ViewSettings

if TYPE_CHECKING:  # not imported for every start
    from playground.app.plots.round.camera import Camera

REST_MS = 120
"""After so long without a movement the picture is drawn as finely as it can be."""
SUMMARY_MS = 300
NAME = "Surface and trails"
CALLED = {"map": "map", "round": "in the round", "both": "map and landscape"}
"""The looks, as undo calls them."""


class SurfaceView(Panel):
    """Shows, and hands on what the hand does: see the signals.

    `plane` is the plot, `picture` what is drawn in it.
    """

    start_dragged = Signal(object, bool)
    """A start for the selected runner (x, y), and whether the hand has let go."""
    probe_dragged = Signal(object, bool)
    runner_clicked = Signal(int)
    double_clicked = Signal()
    """The picture was fitted, by two clicks of which the first moved a start."""
    sketch_toggled = Signal(bool)
    """What the rule looks at is drawn, or no longer."""
    hovered = Signal(str)
    """The reading under the pointer; "" when it leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = SurfacePicture()
        self.parabola = Parabola(self.picture)
        self.sketch = SketchLayer(self.picture, self.parabola)
        self._applied = ViewSettings()  # what the experiment said last
        self._known: Surface | None = None
        self._critical: tuple[CriticalPoint, ...] = ()
        self._pointer: QPointF | None = None
        self._prediction: Prediction | None = None
        self.plane = Plane(self)
        self.basins = BasinView(self)
        self.basins.changed.connect(self.plane.refresh)
        self._hand = self.plane.box.hand = SurfaceHand(self)
        self._make_plane()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._draw_at_rest)
        self.summary = QTimer(self, singleShot=True, interval=SUMMARY_MS)
        self.summary.timeout.connect(self._describe)
        # Critical points wait until the picture stands: their thread would slow it down, and of
        # the surfaces under a dragged slider only the last one needs them.
        self._job = ("critical points", id(self))
        self._search = QTimer(self, singleShot=True, interval=REST_MS)
        self._search.timeout.connect(self._find_critical)
        self.setAccessibleName(NAME)
        self.setMinimumSize(px(320), px(240))
        style.changed.connect(self._restyle)

    def _make_plane(self) -> None:
        plane, picture = self.plane, self.picture
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.tools = PictureTools()
        self.looks = Looks(plane, picture, self)
        column.addWidget(self.tools)
        column.addWidget(self.looks, stretch=1)
        self.looks.setFocusProxy(plane)
        self.setFocusProxy(self.looks)
        self.basins.show_on(self.tools)
        self.looks.sheet_of = lambda ground: (
            self.parabola.sheet(ground) or self.sketch.sheet(ground)
        )
        self.tools.sketch_asked.connect(self.show_sketch)
        self.tools.parabola_asked.connect(self.show_parabola)
        self.tools.basins_asked.connect(self.show_basins)
        self.tools.look_chosen.connect(self.set_look)
        self.looks.turned.connect(self._keep_turn)
        self.looks.look_changed.connect(self._show_look)
        self.looks.runner_clicked.connect(self.choose_slot)
        self.looks.pointed.connect(self._hover_in_the_round)
        self.looks.save_asked.connect(self.picture_asked)
        plane.setAccessibleName(NAME)
        for side, name in (("bottom", "x"), ("left", "y")):
            plane.plot.getAxis(side).set_name(name, italic=True)
        plane.left_button = "moves the start, or the probe"
        plane.tip_at = lambda at: tip_at(picture, at, self.sketch)
        plane.add_layer(picture.paint_ground, 1, picture.ground_key)
        plane.add_layer(self.basins.paint, 1.5)
        plane.add_layer(picture.paint_trails, 2)
        plane.add_layer(self.parabola.paint, 2.5)
        plane.add_layer(self.basins.paint_words, 2.6)
        plane.add_layer(self.sketch.paint, 2.7)
        plane.add_layer(picture.paint_moving, 3)
        plane.add_layer(self._paint_prediction, 3.5)
        plane.add_layer(self._paint_reading, 4)
        plane.scene().sigPrepareForPaint.connect(self._prepare)
        plane.viewed.connect(self._viewed)
        plane.handled.connect(self._handled)
        plane.pointed.connect(self.hover)
        plane.save_asked.connect(self.picture_asked)

    # What the window may ask for

    @property
    def prediction(self) -> Prediction | None:
        """What is drawn of a prediction; None if nothing."""
        return self._prediction

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Two rings on the map: where it was expected to end, and where it did."""
        if prediction != self._prediction:
            self._prediction = prediction
            self.plane.refresh()

    @property
    def show_arrows(self) -> bool:
        """Whether arrows stand at the selected runner's head."""
        return self.picture.show_arrows

    @show_arrows.setter
    def show_arrows(self, shown: bool) -> None:
        if shown != self.picture.show_arrows:
            self.picture.show_arrows = shown
            self._refresh()

    @property
    def probe(self) -> Point | None:
        """Where the probe is; None if it is not out."""
        return self.picture.probe.point

    def set_probe(self, at: Point | None) -> None:
        """Put the probe somewhere, or away."""
        if at != self.picture.probe.point:
            self.picture.probe.point = at
            self.plane.refresh()

    def set_displacement(self, delta: Point | None) -> None:
        """Draw δ from the probe, or no longer."""
        if delta != self.picture.probe.displacement:
            self.picture.probe.displacement = delta
            self.plane.refresh()

    def fit(self) -> None:
        """Show the surface's own window."""
        self.plane.fit()

    def export_target(self) -> QWidget:
        """What a picture file is made from."""
        return self.looks.target()

    @property
    def look(self) -> str:
        """Which look at the surface is shown, one of LOOKS."""
        return self.looks.look

    def set_look(self, look: str) -> None:
        """Show the map, the surface in the round, or both."""
        self.looks.set_look(look)

    def look_from_above(self) -> None:
        """From the picture in the round back to the map."""
        if self.looks.round is not None and self.looks.look != MAP_LOOK:
            self.looks.round.look_from_above()

    def _show_look(self, look: str) -> None:
        self.tools.looks.set_value(look)
        self._keep(CALLED[look], look=look)

    def show_basins(self, on: bool) -> None:
        """Search and show the basins of the selected runner's rule, or no longer."""
        self.basins.set_on(on)
        if not self.held.reason([RUN]):
            self._keep(f"basins {_switched(on)}", basins=on)

    def show_parabola(self, on: bool) -> None:
        """Lay the parabola at the selected runner over the surface, or take it away."""
        self.parabola.on = on
        self.tools.parabola.setChecked(on)
        self._keep(f"parabola {_switched(on)}", parabola=on)
        self._refresh()

    def show_sketch(self, on: bool) -> None:
        """Draw what the selected runner's update looked at, or not."""
        self.sketch.on = on
        self.tools.sketch.setChecked(on)
        self.sketch_toggled.emit(on)
        self._keep(f"sketch {_switched(on)}", sketch=on)
        self._refresh()

    def _keep_turn(self, camera: Camera) -> None:
        self._keep("turned", "turned", **camera.kept)

    def _keep(self, what: str, merge: str | None = None, **settings: Any) -> None:
        """It is looked at another way, and found so again in its file."""
        self.change(lambda e, _: set_view(e, **settings), what, merge, final=False)

    def _look_as_kept(self) -> None:
        """As the experiment says, where it says something new: it was opened, or an edit undone."""
        assert self.scene is not None
        settings = view_of(self.scene.experiment)
        if settings == self._applied:
            return
        self._applied = settings
        self.looks.keep(settings)
        self.basins.set_on(settings.basins)
        self.show_parabola(settings.parabola)
        self.show_sketch(settings.sketch)

    def show_held(self, held: Held) -> None:
        """What would tell of the way before it is walked is kept back as well."""
        self.sketch.kept_back = bool(held.reason([AHEAD]))
        if held.reason([RUN]):
            self.basins.set_on(False)
        elif self._applied.basins:
            self.basins.set_on(True)
        super().show_held(held)
        self._mark_critical()

    def choose_slot(self, slot: int) -> None:
        """A runner was clicked: its colour's place."""
        if self.scene is not None:
            self.choose(self.scene.index_of(slot))

    def choose(self, index: int) -> None:
        """A runner was clicked: its place among the runners."""
        self.runner_clicked.emit(index)

    def drag_probe(self, at: Point, final: bool) -> None:
        """A hand moves the probe; `final` when it lets go."""
        self.set_probe(at)
        self.probe_dragged.emit(at, final)

    def take_click_back(self) -> None:
        """What the first click of a double click did to a start was not meant."""
        self.double_clicked.emit()

    def drag_start(self, at: Point, final: bool) -> None:
        """The hand holds the start here: the marker follows before the runs do. On a map of basins
        it goes from pixel to pixel.
        """
        at = self.basins.start_at(at)
        self.picture.dragged = None if final else at
        self.plane.refresh()
        self.start_dragged.emit(at, final)

    # Drawing

    def draw_scene(self) -> None:
        picture = self.picture
        before, picture.scene, picture.cursor = self._known, self.scene, self.cursor
        self._known = picture.surface
        if self._known is not None and self._known != before:
            other = before is None or before.window != self._known.window
            self.plane.show_window(picture.window, fit=other)
            self._critical = picture.critical = ()
            self._search.start()
        if picture.dragged is None:
            self._settle()
        self.basins.follow()
        self._look_as_kept()
        self._changed()

    def draw_cursor(self) -> None:
        self.picture.cursor = self.cursor
        self._changed()

    def _changed(self) -> None:
        self.picture.careful = False
        if not self.summary.isActive():
            self.summary.start()
        self._refresh()

    def _refresh(self) -> None:
        self.plane.refresh()
        self.looks.refresh()

    def _prepare(self) -> None:
        """Before it is painted: the map is evaluated, and the bar says what its colours mean."""
        picture = self.picture
        picture.sample()
        range_ = picture.layer.range
        if range_ is not None:
            most = max(2, int(self.plane.box.area.height() / px(44)))
            self.plane.bar.show_scale(surface_lut(), bar_name(range_), bar_ticks(range_, most))
        if not picture.trails.complete:
            self._rest.start()

    def _find_critical(self) -> None:
        surface = self._known
        if surface is None:
            return

        def show(found: tuple[CriticalPoint, ...]) -> None:
            if isValid(self) and self._known == surface:
                self._critical = critical_to_show(found)
                self._mark_critical()

        background.shared().submit(self._job, lambda: critical_points(surface), show)

    def _mark_critical(self) -> None:
        shown = () if self.held.reason([MINIMA]) else self._critical
        if shown != self.picture.critical:
            self.picture.critical = shown
            self._settle()
            self.plane.refresh()

    def _settle(self) -> None:
        self.picture.show_runs(self.devicePixelRatioF())
        self.picture.settle_legend()

    def _viewed(self) -> None:
        """Other ranges, or another size."""
        self.picture.viewport = self.plane.map_view
        if self.scene is not None and self.isVisible() and not self.picture.coarse:
            self._settle()
        self.basins.follow()
        self._refresh()

    def _handled(self) -> None:
        """A person zooms or pans: drawn coarsely until the hand rests."""
        self.picture.coarse = True
        self._rest.start()
        self._refresh()

    def _draw_at_rest(self) -> None:
        if not self.picture.trails.complete:
            self.picture.careful = True
            self.picture.trails.refine()
        if self.picture.coarse:
            self.picture.coarse = False
            self._settle()
            self.basins.follow()
        self._refresh()

    def _restyle(self) -> None:
        self.setMinimumSize(px(320), px(240))
        self.tools.dress()
        self._refresh()

    def _describe(self) -> None:
        """Say in words what is seen, for screen readers; not with every step."""
        scene = self.scene
        if scene is None:
            return
        told = []
        for runner, run in zip(scene.experiment.runners, scene.runs, strict=True):
            i = min(self.cursor, run.last)
            if not len(run.columns.loss):
                told.append(f"{runner.label} cannot start: f is not finite at its start.")
                continue
            step = run[i]
            told.append(
                f"{runner.label} at step {i} of {run.last}: f = {number(step.loss)} "
                f"at {point(*step.theta)}."
            )
        text = " ".join(told) or "A surface without runners."
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            self.plane.setAccessibleDescription(text)

    # Reading

    def hover(self, at: QPointF | None) -> None:
        """The pointer is here, or has left."""
        if at is not None:
            shape = self._hand.cursor_at(at)
            if self.plane.viewport().cursor().shape() != shape:
                self.plane.viewport().setCursor(shape)
        if at != self._pointer:
            self._pointer = at
            self.hovered.emit("" if at is None else self.reading(at))
            self.plane.refresh()

    def reading(self, at: QPointF) -> str:
        """x, y and f under a pixel, in words."""
        return self.reading_of(self.plane.map_view.to_data(at))

    def reading_of(self, at: Point) -> str:
        """x, y and f at a point, in words."""
        surface = self.picture.surface
        if surface is None:
            return ""
        x, y = at
        basin = self.basins.reading(at)
        value = f"x = {number(x)}, y = {number(y)}, f = {number(value_at(surface, (x, y)))}"
        return f"{value}; {basin}" if basin else value

    def _hover_in_the_round(self, at: Point | None) -> None:
        self.hovered.emit("" if at is None else self.reading_of(at))

    def _paint_prediction(self, painter: QPainter, direct: bool) -> None:
        if self._prediction is not None and self._prediction.kind == "point":
            paint_prediction(painter, self.plane.map_view, self._prediction)

    def _paint_reading(self, painter: QPainter, direct: bool) -> None:
        """f beside the pointer; not in files."""
        surface, view = self.picture.surface, self.plane.map_view
        if self._pointer is None or surface is None or direct:
            return
        value = value_at(surface, view.to_data(self._pointer))
        beside = self._pointer + QPointF(px(14), -px(22))
        paint_chip(painter, beside, f"f = {number(value)}", view.area)

    def sizeHint(self) -> QSize:
        return QSize(px(900), px(640))


def _switched(on: bool) -> str:
    return "on" if on else "off"
