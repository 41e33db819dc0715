"""Which way is down? The probe: slopes, gradient, and the plane that f looks like near a point."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.view import View
from playground.app.look.icons import icon
from playground.app.look.math_label import MathLabel
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role, style
from playground.app.plots.ranges import nice
from playground.app.surface.probe.displacement import DeltaControls, PointFields
from playground.app.surface.probe.facts import Facts
from playground.app.surface.probe.slices import Cuts
from playground.app.surface.probe.text import place_facts, plane_facts, sentence
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.scroll_area import ScrollArea
from playground.engine.probe import Probe, probe
from playground.engine.surface import Point, Surface
from playground.lab.edits.runners import surface_of

_OFF = (
    "The probe is off. Press P, or the button “Probe” above; then drag it over the surface and "
    "see the slopes, the gradient and which way is down."
)
_NO_SURFACE = "The probe works on surfaces: open one, then switch the probe on."
_PLANE = r"f(P + \delta) \approx f(P) + \delta \cdot \nabla f(P)"


class ProbePanel(View):
    """The surface from one point: independent of the runs and of the cursor.

    `probe_moved(point, final)` and `displacement_changed(delta)` come when a hand in this panel,
    or a direction that follows P, changes them; `probe_toggled(on)` when the button is pressed.
    """

    probe_moved = Signal(tuple, bool)
    displacement_changed = Signal(tuple)
    probe_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surface: Surface | None = None
        self._point: Point = (0.0, 0.0)
        self._probe: Probe | None = None
        self._active = False
        self._told: Point | None = None
        self._toggle = QPushButton(icon("probe", "text", "accent"), "Probe")
        self._toggle.setCheckable(True)
        self._toggle.setToolTip(
            "Which way is down? Drag a probe over the surface and see the slopes and the gradient."
        )
        self._toggle.clicked.connect(self._toggled)
        self._fields = PointFields("P", ("Where the probe stands: x.", "Where it stands: y."))
        self._fields.typed.connect(self._typed)
        self.error_line = ErrorLine()
        self._fields.refused.connect(self.error_line.set_error)
        self._make_body()
        self._lay_out()
        self._add_copy()
        self._space()
        self._show_state()
        style.changed.connect(self._restyle)

    @property
    def probe(self) -> Probe | None:
        """What the panel shows; None while the probe is off."""
        return self._probe

    @property
    def displacement(self) -> Point:
        """δ, as the panel compares f(P + δ) with the plane."""
        return self.delta_part.delta

    @property
    def cuts(self) -> Cuts:
        """f along x and along y through P."""
        return self._cuts

    @property
    def sentence(self) -> str:
        """What the panel says about this place."""
        return self._sentence.text()

    def set_active(self, active: bool) -> None:
        """Whether the probe is on."""
        if active != self._active:
            self._active = active
            self._show_state()

    def set_point(self, point: Point) -> None:
        """The probe was moved elsewhere, on the surface."""
        point = float(point[0]), float(point[1])
        if point != self._point:
            self._point = point
            self._draw(self._look)

    def set_displacement(self, delta: Point) -> None:
        """δ was chosen elsewhere: it stays as it is when P moves."""
        delta = float(delta[0]), float(delta[1])
        if delta != self.delta_part.delta:
            self._told = delta
            self.delta_part.set_delta(delta)
            self._draw(self._look)

    def draw_scene(self) -> None:
        """Another surface: stand on it; else only what may have been missed while hidden."""
        surface = surface_of(self.scene.experiment) if self.scene is not None else None
        if surface != self._surface:
            self._surface = surface
            if surface is not None:
                self._stand_on(surface)
        self._show_state()

    def draw_cursor(self) -> None:
        """The probe does not belong to a step."""

    @Slot()
    def copy(self) -> None:
        """Put the facts with all their digits on the clipboard."""
        if self._probe is not None:
            x, y = self._probe.point
            lines = [f"P\t({x!r}, {y!r})"]
            facts = (*place_facts(self._probe), *plane_facts(self._probe))
            lines += [f"{fact.name}\t{fact.full or fact.value}" for fact in facts]
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _make_body(self) -> None:
        self._cuts = Cuts()
        self._cuts.save_asked.connect(self.picture_asked)
        self.here, self.there, self.ways = Facts(2, 48), Facts(3, 48), Facts(2, 100)
        self.here.setAccessibleName("At P")
        self.there.setAccessibleName("The plane at P + δ")
        self.ways.setAccessibleName("Directions at P")
        self.delta_part = DeltaControls()
        self.delta_part.changed.connect(self._moved)
        self.delta_part.halved.connect(self._halved)
        self.formula = MathLabel(_PLANE, "f(P + δ) ≈ f(P) + δ · ∇f(P)")
        self.formula.setToolTip("Near P, f is nearly the plane with the slopes of its gradient.")
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        set_role(self._sentence, "small")

    def _lay_out(self) -> None:
        body = QWidget()
        self._rows = QVBoxLayout(body)
        self._rows.addWidget(self._cuts)
        # What changes under the hand comes first: it is in sight in a low panel too.
        for part in (
            self.here, self.delta_part, self.there, self.formula, self._sentence, self.ways
        ):
            self._rows.addWidget(part)
        self._rows.addStretch(1)
        scroll = ScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("What the probe measures")
        scroll.setWidget(body)
        for widget in (body, scroll.viewport()):
            widget.setAutoFillBackground(False)
        self.empty_state = EmptyState("probe", _OFF)
        self._stack = QStackedLayout()
        self._stack.addWidget(scroll)
        self._stack.addWidget(self.empty_state)
        self._head = QHBoxLayout()
        self._head.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self._head.addWidget(self._fields, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.error_line)
        self._column.addLayout(self._stack, 1)

    def _add_copy(self) -> None:
        action = QAction(icon("copy"), "Copy with all digits", self)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self.copy)
        self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _stand_on(self, surface: Surface) -> None:
        """Keep P if it is in the new window; steps and lengths that fit the window."""
        sides = [high - low for low, high in surface.window]
        inside = all(
            low <= p <= high for p, (low, high) in zip(self._point, surface.window, strict=True)
        )
        if self._probe is None or not inside:
            self._point = float(surface.start[0]), float(surface.start[1])
        self._cuts.stand_on(surface)
        self._fields.step = nice(min(sides) / 40)
        self.delta_part.set_scale(nice(min(sides) / 10))

    def _show_state(self) -> None:
        """On or off; what is off says how to switch it on."""
        on = self._active and self._surface is not None
        self._toggle.setChecked(self._active)
        self._fields.setVisible(on)
        self.empty_state.set_sentence(_NO_SURFACE if self.scene and not self._surface else _OFF)
        self._stack.setCurrentIndex(0 if on else 1)
        if on:
            self._draw(self._look)
        else:
            self._probe = None

    def _look(self, before: Probe | None = None) -> None:
        """Probe the surface at P and show all of it."""
        surface = self._surface
        if not self._active or surface is None:
            return
        found = probe(surface, self._point, self.delta_part.delta)
        if self.delta_part.follow(found) != found.displacement:
            found = probe(surface, self._point, self.delta_part.delta)
        self._probe = found
        self._fields.set_pair(self._point)
        self._cuts.show_probe(found)
        facts = place_facts(found)
        self.here.set_facts(facts[:3])
        self.ways.set_facts(facts[3:])
        self.there.set_facts(plane_facts(found))
        self._sentence.setText(sentence(found, before))
        if self.delta_part.delta != self._told:
            self._told = self.delta_part.delta
            self.displacement_changed.emit(self._told)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self.set_active(on)
        self.probe_toggled.emit(on)

    @Slot(float, float)
    def _typed(self, x: float, y: float) -> None:
        self._point = x, y
        self._look()
        self.probe_moved.emit((x, y), True)

    @Slot(float, float)
    def _moved(self, dx: float, dy: float) -> None:
        self._look()

    @Slot()
    def _halved(self) -> None:
        self._look(self._probe)

    def _space(self) -> None:
        self._column.setContentsMargins(px(SPACE_M), px(SPACE_S), 0, px(SPACE_S))
        self._column.setSpacing(px(SPACE_S))
        self._head.setContentsMargins(0, 0, px(SPACE_M), 0)
        self._head.setSpacing(px(SPACE_M))
        self._rows.setContentsMargins(0, 0, px(SPACE_M), 0)
        self._rows.setSpacing(px(SPACE_XS))
        # Three lines of room, whatever the sentence: the panel must not move under the hand.
        self._sentence.setFixedHeight(3 * self._sentence.fontMetrics().lineSpacing())
        self.delta_part.restyle()

    @Slot()
    def _restyle(self) -> None:
        self._space()
        for widget in (self.here, self.there, self.ways):
            widget.updateGeometry()
            widget.update()
