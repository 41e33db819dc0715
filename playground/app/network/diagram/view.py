"""The drawn network of the selected runner at the cursor, to look at and to change by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, QSizeF, QTimer, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.core.view import View
from playground.app.look.style import least_picture, px, style
from playground.app.network.diagram.canvas import NetworkCanvas
from playground.app.network.diagram.edges import MOST
from playground.app.network.diagram.foot import NetworkFoot
from playground.app.network.diagram.layer_headers import NetworkHeads
from playground.app.network.diagram.marks import paint_picture
from playground.app.network.diagram.picture import COLOURS, Lit
from playground.app.network.facts import Facts, facts_of, step_text, subject_of, summary
from playground.app.text.numbers import grouped
from playground.app.widgets.empty_state import EmptyState
from playground.engine.networks.place import Place

SUMMARY_MS = 300
EMPTY = "The network is drawn here, with its weights as lines. Add a runner to see it learn."


class NetworkView(View):
    """Shows, and hands on what the hand does: see the signals.

    Flat indices are places in theta. A value is edited at the step that is looked at: what is on
    screen, with that one number changed, is what the hand means.
    """

    place_selected = Signal(object)
    """A Place, or None."""
    value_edited = Signal(int, float, bool)
    """A parameter's new value, and whether the hand has let go."""
    freeze_requested = Signal(int, bool)
    units_requested = Signal(int, int)
    layer_add_requested = Signal(int)
    """A hidden layer to be put in as this layer, 1 ... L."""
    layer_remove_requested = Signal(int)
    activation_requested = Signal(int, str)
    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads, self.canvas, self.foot = NetworkHeads(), NetworkCanvas(), NetworkFoot()
        self.empty_state = EmptyState("network", EMPTY)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.heads, 0), (self.canvas, 1), (self.foot, 0)):
            column.addWidget(part, stretch)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._body)
        outer.addWidget(self.empty_state)
        self._body.hide()
        self._subject: object = None
        self._connect()
        self.summary = QTimer(self, singleShot=True, interval=SUMMARY_MS)
        self.summary.timeout.connect(self._describe)
        self.setAccessibleName("Network")
        self.setFocusProxy(self.canvas)
        self.setMinimumSize(least_picture())
        style.changed.connect(self._restyle)

    def _connect(self) -> None:
        for name in ("place_selected", "value_edited", "freeze_requested", "hovered"):
            getattr(self.canvas, name).connect(getattr(self, name))
        for name in ("units_requested", "layer_add_requested", "layer_remove_requested",
                     "activation_requested"):
            getattr(self.heads, name).connect(getattr(self, name))
        self.canvas.laid_out.connect(self._follow)
        self.foot.colour_chosen.connect(self._colour)

    # What the window may ask for

    @property
    def selection(self) -> Place | None:
        """What is selected."""
        return self.canvas.picture.selection

    def set_selection(self, selection: Place | None) -> None:
        """Select from outside, without a signal; what this network has not is not selected."""
        facts = self.canvas.picture.facts
        known = selection is None or facts is None or facts.network.has(selection)
        self.canvas.select(selection if known else None, tell=False)

    @property
    def colour_by(self) -> str:
        """What the edges are coloured by: "weight" or "gradient"."""
        return self.canvas.picture.colour_by

    @colour_by.setter
    def colour_by(self, name: str) -> None:
        if name not in COLOURS:
            raise ValueError(f"colour_by must be one of {', '.join(COLOURS)}, got {name}")
        if name != self.colour_by:
            self.canvas.picture.colour_by = name
            self.canvas.picture.recolour()
            self.foot.show_colour(name)
            self._tell()
            self.canvas.update()

    @property
    def example(self) -> tuple[float, ...] | None:
        """The input (raw, as the data has it) at which the nodes show their values."""
        chosen = self.canvas.picture.example
        return None if chosen is None else tuple(chosen.tolist())

    def set_example(self, x: Sequence[float] | None) -> None:
        """Show the nodes' values at this input; None: maps where the data has two inputs."""
        if (None if x is None else tuple(map(float, x))) != self.example:
            self.canvas.picture.example = None if x is None else np.array(x, dtype=float)
            self.draw_again()

    def set_axes(self, axes: tuple[int, int] | None) -> None:
        """Mark the two parameters (flat) that are the axes of the loss surface; None: nothing."""
        if axes != self.canvas.picture.axes:
            self.canvas.picture.axes = axes
            self.canvas.update()

    def set_lit(
        self, nodes: Iterable[tuple[int, int]] | None, parameters: Iterable[int] = ()
    ) -> None:
        """Light up nodes (layer, j), weights and biases (flat) and dim the rest; None: nothing."""
        lit = None if nodes is None else Lit(tuple(nodes), tuple(parameters))
        if lit != self.canvas.picture.lit:
            self.canvas.picture.lit = lit
            self.canvas.update()

    def set_values(self, texts: Mapping[tuple[int, int], str] | None) -> None:
        """Show these ("z = 6") in the nodes (layer, j) and leave the others blank; None: what the
        nodes do.
        """
        if texts != self.canvas.picture.texts:
            self.canvas.picture.texts = None if texts is None else dict(texts)
            self.canvas.update()

    def fit(self) -> None:
        """Show all of the network."""
        self.canvas.fit()

    def export_target(self) -> QWidget:
        """What a picture file is rendered from."""
        return self.canvas

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The network as it is now, in a rectangle of any painter."""
        size = QSizeF(self.canvas.size())
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / size.width(), rect.height() / size.height())
        paint_picture(painter, self.canvas.picture, size, 1.0, direct=True)
        painter.restore()

    # Drawing

    def draw_again(self) -> None:
        """The same step, shown otherwise."""
        self._draw(self.draw_scene)

    def draw_scene(self) -> None:
        subject, self._subject = self._subject, subject_of(self.scene)
        if subject != self._subject and subject is not None and self.selection is not None:
            self.canvas.select(None)  # tells: it was about another network
        self._show(moving=False)

    def draw_cursor(self) -> None:
        self._show(moving=True)

    def _show(self, moving: bool) -> None:
        facts = facts_of(self.scene, self.cursor)
        there = facts is not None
        if there != self._body.isVisibleTo(self):
            self._body.setVisible(there)
            self.empty_state.setVisible(not there)
        if facts is not None:
            self.heads.show_network(facts.network)
        self.canvas.show_facts(facts, moving)
        if facts is None:
            self.setAccessibleDescription(EMPTY)
            return
        self._tell()
        if not self.summary.isActive():
            self.summary.start()

    def _tell(self) -> None:
        """The line and the ramp under the network."""
        facts = self.canvas.picture.facts
        if facts is None:
            return
        self.foot.ramp.set_ends(self.canvas.picture.scale.ends)
        self.foot.line.set_text(self._line(facts), self._line_tip(facts))

    def _line(self, facts: Facts) -> str:
        count = facts.network.dimension
        text = f"{step_text(facts)} · {grouped(count)} parameters"
        frozen = len(facts.problem.frozen)
        if frozen:
            text += f" · {frozen} frozen"
        if not np.isfinite(facts.theta).all():
            text += " · diverged: weights are not finite"
        return text

    def _line_tip(self, facts: Facts) -> str:
        edges = len(self.canvas.picture.layout.segments)
        text = "All weights W and biases b together are the parameters; a step changes them all."
        if edges > MOST:
            text += f" Only the {MOST} heaviest of {edges} edges are drawn as lines."
        return text

    @Slot()
    def _follow(self) -> None:
        self.heads.follow(self.canvas.picture.layout)

    @Slot(str)
    def _colour(self, name: str) -> None:
        self.colour_by = name

    @Slot()
    def _restyle(self) -> None:
        self.setMinimumSize(least_picture())
        self.heads.restyle()
        self.foot.restyle()
        self.canvas.place()

    @Slot()
    def _describe(self) -> None:
        facts = self.canvas.picture.facts
        text = EMPTY if facts is None else summary(facts)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(px(760), px(520))
