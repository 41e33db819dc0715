"""The line over a surface's picture: which look at it, and what is laid over it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from playground.app.core.held import AHEAD, RUN, edits
from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.widgets.choices import Segments
from playground.app.widgets.wrap_row import WrapRow
from playground.lab.experiments.view_settings import BOTH, MAP_LOOK, ROUND_LOOK

WORDS = (
    (MAP_LOOK, "Map", "From above: colours and contours are the heights."),
    (ROUND_LOOK, "In the round", "As a landscape. Drag to turn it, Shift and wheel to stretch it."),
    (BOTH, "Both", "Map and landscape beside each other, at the same step."),
)

BASINS_TIP = (
    "Which minimum the selected runner reaches from each start, and in how many steps: a colour "
    "for each minimum, darker where it takes longer. Click to start there."
)

PARABOLA_TIP = (
    "The parabola that touches the surface at the selected runner: the axes of its ellipse with "
    "the eigenvalues of the Hessian, its contours dashed over the true ones, and a dotted circle "
    "in which it is right to a tenth."
)

SKETCH_TIP = (
    "What the selected runner's next step looks at: every trial of a search, Newton's parabola, "
    "the triangle of Nelder-Mead, the ellipses of BFGS and CMA-ES. A key in a corner says what is "
    "what. Rules that only follow their arrows have nothing more to draw."
)


class PictureTools(QWidget):
    """Says `look_chosen` with one of LOOKS."""

    look_chosen = Signal(str)
    basins_asked = Signal(bool)
    basins_stopped = Signal()
    parabola_asked = Signal(bool)
    sketch_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.looks = Segments(WORDS, "Look at the surface")
        self.looks.set_value(MAP_LOOK)
        self.looks.chosen.connect(self.look_chosen)
        self.basins = QPushButton("Basins")
        self.basins.setCheckable(True)
        set_role(self.basins, "segment")
        self.basins.setToolTip(BASINS_TIP)
        self.basins.setAccessibleDescription(BASINS_TIP)
        self.basins.toggled.connect(self.basins_asked)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Starts that have been followed")
        self.stop = QPushButton("Stop")
        set_role(self.stop, "segment")
        self.stop.setToolTip("Enough: keep the map as it is, however coarse.")
        self.stop.clicked.connect(self.basins_stopped)
        self.parabola = QPushButton("Parabola")
        self.parabola.setCheckable(True)
        set_role(self.parabola, "segment")
        self.parabola.setToolTip(PARABOLA_TIP)
        self.parabola.setAccessibleDescription(PARABOLA_TIP)
        self.parabola.toggled.connect(self.parabola_asked)
        self.sketch = QPushButton("Sketch")
        self.sketch.setCheckable(True)
        self.sketch.setChecked(True)
        set_role(self.sketch, "segment")
        self.sketch.setToolTip(SKETCH_TIP)
        self.sketch.setAccessibleDescription(SKETCH_TIP)
        self.sketch.toggled.connect(self.sketch_asked)
        edits(self.basins, RUN)
        edits(self.sketch, AHEAD)
        self.row = WrapRow(self)
        for part in (self.looks, self.sketch, self.parabola, self.basins, self.progress, self.stop):
            self.row.addWidget(part)
        self.show_share(None)
        self.dress()

    def show_share(self, share: float | None) -> None:
        """How much of the basins is searched; None hides it."""
        for part in (self.progress, self.stop):
            part.setVisible(share is not None)
        if share is not None:
            self.progress.setValue(round(1000 * share))

    def dress(self) -> None:
        """Sizes of the type."""
        self.row.setContentsMargins(px(SPACE_S), px(SPACE_XS), px(SPACE_S), 0)
        self.row.setSpacing(px(SPACE_S))
        self.progress.setFixedWidth(px(96))

