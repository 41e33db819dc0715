"""The controls of a loss surface: which plane, what its colours stand for, the strip's line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px
from playground.app.network.landscape.words import KINDS, kind_of
from playground.app.widgets.choices import Segments
from playground.app.widgets.combo import Combo
from playground.app.widgets.slider import quiet_wheel
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.networks.directions import SCALINGS
from playground.lab.experiments.landscape_settings import SCALES, LandscapeSettings, strip_ends
from playground.lab.experiments.view_settings import BOTH, MAP_LOOK, ROUND_LOOK
from playground.lab.landscapes.kinds import numbers

CENTRES = {"pca": "last step", "pca:mean": "mean"}
NORMALISATIONS = {
    "ignore": "by node", "joint": "by node, with bias", "elementwise": "element by element",
    "none": "not normalised",
}
SCALE_WORDS = {
    "log": (
        "log R",
        "Colours and contours follow the logarithm of R: equal steps are equal factors.",
    ),
    "quantile": (
        "R by rank",
        ("Every colour covers as much ground: flat and steep parts are both seen, heights are not "
         "to scale."),
    ),
    "linear": (
        "R", "Colours and contours follow R itself: equal steps are equal heights.",
    ),
}
ENDS = ("from", "to", "and")
ARROW = 40
"""Pixels of a list beside its text."""
LOOKS = (
    (MAP_LOOK, "Map", "From above: colours and contours are the heights."),
    (ROUND_LOOK, "In the round",
     ("As a landscape to turn. Paths hover at their true risk, so that one sees where they leave "
      "the plane; their shadows lie on the floor.")),
    (BOTH, "Both", "Map and landscape beside each other, at the same step."),
)


class LandscapeBar(QWidget):
    """Says what a hand chose: `chosen({setting: value})`; `picking(on)` while two weights are to be
    clicked.
    """

    chosen = Signal(object)
    picking = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = LandscapeSettings()
        self._plane = ""
        self._weights = "weights:0,1"
        self.kind = _combo("Plane of the loss surface", 14)
        for kind in KINDS.values():
            self.kind.addItem(kind.title, kind.name)
            self.kind.setItemData(self.kind.count() - 1, kind.sentence,
                                  Qt.ItemDataRole.ToolTipRole)
        self.pick = _button("Pick two", "Click a weight or bias for the axis across, then one for "
                            "the axis up: in the drawn network, or in the table of weights.")
        self.pick.setCheckable(True)
        self.centre = _combo("Centre of the plane: the last step of the path, or its mean", 8)
        for name, text in CENTRES.items():
            self.centre.addItem(text, name)
        self.ends = [_combo(f"Runner: {word}", 3) for word in ENDS]
        self.another = _button("Another", "Two other random directions: the next seed.")
        self.normalisation = _combo("Normalisation of the directions", 8)
        for name, text in NORMALISATIONS.items():
            self.normalisation.addItem(text, name)
            self.normalisation.setItemData(self.normalisation.count() - 1, SCALINGS[name],
                                           Qt.ItemDataRole.ToolTipRole)
        self.scale = _combo("What colours stand for", 4)
        for name in SCALES:
            self.scale.addItem(SCALE_WORDS[name][0], name)
            self.scale.setItemData(self.scale.count() - 1, SCALE_WORDS[name][1],
                                   Qt.ItemDataRole.ToolTipRole)
        self.batch = _button("Batch beside", "The risk of this step's batch alone, beside that of "
                             "all samples, in the same colours: what the next step sees.")
        self.batch.setCheckable(True)
        self.looks = Segments(LOOKS, "Look at the loss surface")
        self.looks.set_value(MAP_LOOK)
        self._row = WrapRow(self)
        self._row.addWidget(self.kind, 1)
        for widget in (self.pick, self.centre, *self.ends, self.another, self.normalisation):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self.scale)
        self._row.addWidget(self.batch)
        self._row.addWidget(self.looks)
        self._connect()
        self.restyle()

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _: self._choose_kind(self.kind.currentData()))
        self.pick.toggled.connect(self.picking)
        self.centre.activated.connect(lambda _: self._choose(plane=self.centre.currentData()))
        for combo in self.ends:
            combo.activated.connect(lambda _: self._choose_ends())
        self.another.clicked.connect(lambda: self._choose_random(1))
        self.normalisation.activated.connect(lambda _: self._choose_random(0))
        self.scale.activated.connect(lambda _: self._choose(scale=self.scale.currentData()))
        self.batch.clicked.connect(lambda on: self._choose(batch=bool(on)))

    def show_settings(
        self, settings: LandscapeSettings, plane: str, labels: Sequence[str], batches: bool
    ) -> None:
        """What is chosen, which plane that comes to, whom there is, and whether there are batches.
        """
        self._settings, self._plane = settings, plane
        kind = kind_of(settings.plane).name
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.kind.setToolTip(kind_of(settings.plane).sentence)
        if kind == "weights":
            self._weights = settings.plane
        self.pick.setVisible(kind == "weights")
        self.centre.setVisible(kind == "pca")
        self.centre.setCurrentIndex(max(self.centre.findData(settings.plane), 0))
        for combo in self.ends:
            if [combo.itemText(k) for k in range(combo.count())] != list(labels):
                combo.clear()
                combo.addItems(list(labels))
            combo.setVisible(kind == "ends")
        if kind == "ends":
            places = numbers(settings.plane.partition(":")[2]) or []
            for combo, place in zip(self.ends, places, strict=True):
                combo.setCurrentIndex(place if place < combo.count() else -1)
        self.another.setVisible(kind == "random")
        self.normalisation.setVisible(kind == "random")
        self.normalisation.setCurrentIndex(
            max(self.normalisation.findData(_scaling(settings.plane)), 0))
        self.scale.setCurrentIndex(self.scale.findData(settings.scale))
        self.scale.setToolTip(SCALE_WORDS[settings.scale][1])
        self.batch.setChecked(settings.batch)
        self.batch.setVisible(batches or settings.batch)
        for combo in (self.kind, self.centre, *self.ends, self.normalisation, self.scale):
            _fit(combo)
        three = self.kind.entries.item(list(KINDS).index("ends"))
        three.setEnabled(len(labels) >= 3)
        three.setToolTip(KINDS["ends"].sentence if len(labels) >= 3 else
                         "Needs three runners; add some, or many seeds.")

    def _choose_kind(self, kind: str) -> None:
        plane = {
            "weights": self._weights if kind_of(self._plane).name != "weights" else self._plane,
            "random": "random:1", "ends": "ends:0,1,2",
        }.get(kind, kind)
        self._choose(plane=plane)
        if kind != "weights":
            self.pick.setChecked(False)

    def _choose_ends(self) -> None:
        self._choose(plane="ends:" + ",".join(str(c.currentIndex()) for c in self.ends))

    def _choose_random(self, more: int) -> None:
        name, _, rest = self._settings.plane.partition(":")
        seed = int(rest.partition(":")[0]) + more if name == "random" else 1
        scaling = self.normalisation.currentData()
        self._choose(plane=f"random:{seed}" + ("" if scaling == "ignore" else f":{scaling}"))

    def _choose(self, **settings: Any) -> None:
        self.chosen.emit(settings)

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._row.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), 0)
        self._row.setSpacing(px(SPACE_S))
        self.kind.setMaximumWidth(px(260))
        for combo in self.ends:
            combo.setMaximumWidth(px(140))
        for combo in (self.kind, self.centre, *self.ends, self.normalisation, self.scale):
            _fit(combo)


class StripBar(QWidget):
    """The row over the strip: between what it goes, and what else can be done with the network."""

    chosen = Signal(object)
    swap_asked = Signal()
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self.line = _combo("What the line joins", 10)
        self.line.setToolTip("The risk along the straight line between two networks: whether there "
                             "is a ridge between them.")
        self.swap = _button("Swap hidden nodes", "Turns the order of the nodes in every hidden "
                            "layer round: the same function at another place of the parameters. "
                            "Minima that look different may be one.")
        self.save = _button("Save numbers…", "The grid with the plane's vectors, and the paths: "
                            "NPZ, or CSV.")
        self._row = WrapRow(self)
        self._row.addWidget(self.line, 1)
        self._row.addStretch(1)
        self._row.addWidget(self.swap)
        self._row.addWidget(self.save)
        self.line.activated.connect(lambda _: self.chosen.emit({"strip": self.line.currentData()}))
        self.swap.clicked.connect(self.swap_asked)
        self.save.clicked.connect(self.save_asked)
        self.restyle()

    def show_settings(
        self, settings: LandscapeSettings, labels: Sequence[str], label: str, swaps: str
    ) -> None:
        """What is chosen, whom there is, who is selected; `swaps` says why nodes cannot be swapped.
        """
        there = (f"{label}: start to end", *labels)
        if there != self._labels:
            self._labels = there
            self.line.clear()
            self.line.addItem(there[0], "run")
            self.line.addItem("to the same network, nodes swapped", "swapped")
            for i in range(len(labels)):
                for j in range(i + 1, len(labels)):
                    self.line.addItem(f"end of {labels[i]} to end of {labels[j]}", f"ends:{i},{j}")
        place = self.line.findData(settings.strip)
        ends = strip_ends(settings.strip)
        if place < 0 and ends is not None:
            place = self.line.findData(f"ends:{ends[1]},{ends[0]}")
        self.line.setCurrentIndex(place)
        _fit(self.line)
        self.swap.setEnabled(not swaps)

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._row.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), 0)
        self._row.setSpacing(px(SPACE_S))
        self.line.setMaximumWidth(px(300))
        _fit(self.line)


def _scaling(plane: str) -> str:
    parts = plane.split(":")
    return parts[2] if parts[0] == "random" and len(parts) > 2 else "ignore"


def _combo(name: str, letters: int) -> Combo:
    combo = Combo()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(letters)
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    quiet_wheel(combo)
    return combo


def _fit(combo: Combo) -> None:
    """What is chosen is read whole, if another control has to go to a second line for that."""
    text = combo.fontMetrics().horizontalAdvance(combo.currentText())
    combo.setMinimumWidth(min(max(text, px(40)) + px(ARROW), combo.maximumWidth()))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
