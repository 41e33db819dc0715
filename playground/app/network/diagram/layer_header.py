"""The controls over one layer of the drawn network: its name, its activation, its nodes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetricsF, QIcon, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from playground.app.core.held import edits
from playground.app.look import icons
from playground.app.look.style import BODY, SMALL, SPACE_S, font, px, set_role
from playground.app.network.diagram.activation_curve import curve_icon
from playground.app.network.facts import activation_title, layer_title
from playground.app.text.numbers import localised
from playground.engine.networks.activations import activations
from playground.engine.networks.network import Network
from playground.lab.edits.network import MOST_LAYERS, MOST_UNITS

ROWS = (20, 24, 22)
BUTTON, TIGHT = 20, 16
SMALLEST = 9
"""Narrower buttons are left away: nobody hits them."""
ROOMY = 104
"""With fewer pixels between columns the buttons are smaller and the names shorter."""
_CLICK = "Click to choose another, or to change the layer."


class Column(QWidget):
    """One layer: its name; its activation, a menu; its number of units between − and +.

    Near to its neighbours it leaves the small buttons away, and the menu has what they do.
    """

    units_requested = Signal(int, int)
    layer_add_requested = Signal(int)
    layer_remove_requested = Signal(int)
    activation_requested = Signal(int, str)

    def __init__(self, heads: QWidget, layer: int) -> None:
        super().__init__(heads)
        self.layer = layer
        self._network: Network | None = None
        self._name = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._count = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        set_role(self._name, "small")
        self.heading: QToolButton | None = None
        self._buttons: list[QToolButton] = []
        self._remove: QToolButton | None = None
        self._tight = False
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        if layer > 0:
            self.heading = QToolButton(self)
            self.heading.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            self.heading.setMenu(self._menu)
            self.heading.setStyleSheet(
                "QToolButton { padding: 0px; } QToolButton::menu-indicator { image: none; }"
            )
            self._menu.aboutToShow.connect(self._fill_menu)
            edits(self.heading, "activation", "network", "problem")
        self.show()

    @property
    def _hidden(self) -> bool:
        assert self._network is not None
        return 0 < self.layer < len(self._network.sizes) - 1

    def show_network(self, network: Network) -> None:
        """What the layer is now."""
        self._network = network
        n = network.sizes[self.layer]
        self._name.setText(layer_title(network, self.layer))
        self._count.setText(str(n))
        self._count.setToolTip(f"{n} node{'s' * (n > 1)} in this layer.")
        if self._hidden and not self._buttons:
            self._make_buttons()
        if self._buttons:
            fewer, more = self._buttons
            fewer.setEnabled(n > 1)
            fewer.setToolTip("One node fewer: the last one of this layer goes." if n > 1
                             else "A layer needs at least one node; remove the layer instead.")
            more.setEnabled(n < MOST_UNITS)
            more.setToolTip("One node more at the end of this layer." if n < MOST_UNITS
                            else f"A layer has at most {MOST_UNITS} nodes here.")
        if self.heading is not None:
            title = activation_title(network, self.layer)
            self.heading.setAccessibleName(f"Activation of {self._name.text()}: {title}")
            activation = activations[network.activations[self.layer - 1]]
            words = localised(activation.help)
            self.heading.setToolTip(f"{title}: {words} {_CLICK}")
        self.fit(self.width())

    def _make_buttons(self) -> None:
        where = f"layer {self.layer}"
        for name, what, change in (("minus", "One node fewer in", -1), ("plus", "One more in", 1)):
            button = small_button(self, name, f"{what} {where}")
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _=False, d=change: self._change_units(d))
            button.show()
            self._buttons.append(button)
        self._remove = small_button(self, "close", f"Remove {where}")
        self._remove.setToolTip("Remove this layer; its neighbours are joined with new weights.")
        self._remove.clicked.connect(lambda: self.layer_remove_requested.emit(self.layer))
        self._remove.show()

    def _change_units(self, change: int) -> None:
        assert self._network is not None
        n = self._network.sizes[self.layer] + change
        if 1 <= n <= MOST_UNITS:
            self.units_requested.emit(self.layer, n)

    def _fill_menu(self) -> None:
        assert self._network is not None
        menu, chosen = self._menu, self._network.activations[self.layer - 1]
        menu.clear()
        for name in activations:
            action = menu.addAction(activations[name].title)
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.setToolTip(localised(activations[name].help))
            action.triggered.connect(
                lambda _=False, g=name: self.activation_requested.emit(self.layer, g)
            )
        menu.addSeparator()
        if self._hidden:
            self._offer_units(menu)
        full = len(self._network.activations) >= MOST_LAYERS
        self._offer(menu, "Add a layer before", not full, self.layer_add_requested, self.layer)
        if self._hidden:
            remove = self.layer_remove_requested
            self._offer(menu, f"Remove layer {self.layer}", True, remove, self.layer)

    def _offer_units(self, menu: QMenu) -> None:
        """More and fewer nodes, for where their buttons have no room."""
        assert self._network is not None
        n, wanted = self._network.sizes[self.layer], self.units_requested
        self._offer(menu, "One node more", n < MOST_UNITS, wanted, self.layer, n + 1)
        self._offer(menu, "One node fewer", n > 1, wanted, self.layer, n - 1)

    @staticmethod
    def _offer(menu: QMenu, text: str, can: bool, wanted: SignalInstance, *what: int) -> None:
        action = menu.addAction(text)
        action.setEnabled(can)
        action.triggered.connect(lambda: wanted.emit(*what))

    def restyle(self) -> None:
        """Sizes at the present scale."""
        for button in [*self._buttons, *([self._remove] if self._remove else [])]:
            button.setFixedSize(px(BUTTON), px(BUTTON))
            button.setIconSize(QSize(px(12), px(12)))
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Arrange everything in so many pixels."""
        name, head, count = (px(row) for row in ROWS)
        self.resize(width, name + head + count)
        self._name.setGeometry(0, 0, width, name)
        self._fit_name(width, name)
        if self.heading is not None and self._network is not None:
            self._fit_heading(self.heading, activation_title(self._network, self.layer), width)
        side = min(px(BUTTON), (width - px(20)) // 2)
        self._tight = bool(self._buttons) and side < px(SMALLEST)
        for button in self._buttons:
            button.setVisible(not self._tight)
        number = width if self._tight else min(px(24), width - 2 * side)
        left = (width - number) // 2
        self._count.setGeometry(left, name + head, number, count)
        if not self._tight:
            for button, x in zip(self._buttons, (left - side, left + number), strict=False):
                button.setFixedSize(side, px(BUTTON))
                button.move(x, name + head + (count - px(BUTTON)) // 2)

    def _fit_name(self, width: int, height: int) -> None:
        """The layer's name in the middle, with its remove button where there is one.

        Between near columns the name gives way to the number, so that the button keeps its place.
        """
        if self._network is None:
            return
        metrics, side = QFontMetricsF(font(SMALL)), px(TIGHT if width < px(ROOMY) else BUTTON)
        if self._remove is None:
            title = layer_title(self._network, self.layer)
            if metrics.horizontalAdvance(title) > width - min(side, width / 3):
                title = "in" if self.layer == 0 else "out"
            self._name.setText(title)
            return
        room = width - px(TIGHT) - side  # half a button of each gap reaches in
        title = layer_title(self._network, self.layer)
        if metrics.horizontalAdvance(title) > room:
            title = str(self.layer)
        self._name.setText(title)
        wide = metrics.horizontalAdvance(title) + px(2)
        crowded = wide + side > width - px(SPACE_S)  # the buttons of both gaps reach in
        self._remove.setVisible(not crowded)
        if crowded:
            self._name.setGeometry(0, 0, width, height)
            return
        tight = width < px(ROOMY)
        left = round((width - wide - side) / 2) if tight else round((width - wide) / 2)
        self._name.setGeometry(left if tight else 0, 0, round(wide) if tight else width, height)
        self._remove.setFixedSize(side, side)
        self._remove.setIconSize(QSize(px(10 if tight else 12), px(10 if tight else 12)))
        self._remove.move(left + round(wide), (height - side) // 2)

    def _fit_heading(self, heading: QToolButton, title: str, width: int) -> None:
        """The activation's name, in smaller type or without its arrow rather than cut."""
        row = px(ROWS[0])
        for size, end, margin in ((BODY, " ▾", 8), (SMALL, " ▾", 4), (SMALL, "", 2)):
            used = font(size)
            metrics = QFontMetricsF(used)
            room = metrics.horizontalAdvance(title + end) + px(margin)
            if room <= width:
                break
        drawn = room > width  # a picture of g says more than two letters of its name
        heading.setText("" if drawn else f"{title}{end}")
        heading.setFont(used)
        wide = min(px(ROWS[1]), width) if drawn else round(room)
        heading.setIcon(self._curve(wide) if drawn else QIcon())
        heading.setIconSize(QSize(wide, wide))
        heading.setGeometry(round((width - wide) / 2), row, wide, px(ROWS[1]))

    def _curve(self, side: int) -> QIcon:
        assert self._network is not None
        return curve_icon(self._network.activations[self.layer - 1], side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Where there are no buttons the number opens the menu that has what they do."""
        if self._tight and self.heading is not None and self._count.geometry().contains(
            event.position().toPoint()
        ):
            self.heading.showMenu()
        else:
            super().mousePressEvent(event)


def small_button(parent: QWidget, icon: str, name: str) -> QToolButton:
    """A button of one small icon."""
    button = QToolButton(parent)
    button.setIcon(icons.icon(icon, "quiet"))
    button.setAccessibleName(name)
    edits(button, "network", "problem")
    button.setStyleSheet("padding: 0px")  # all of the little there is for the icon
    return button
