"""The middle of the network half: the drawn network and its loss surface, beside each other where
there is room, else behind tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabBar, QVBoxLayout, QWidget

from playground.app.look.style import px

BESIDE = 960
"""From this width of the design on, both stand side by side."""
TITLES = ("Network", "Loss surface")
TIPS = (
    "The network as it is drawn: its weights as lines, its nodes as maps.",
    "The risk over a plane of the network's weights, with every runner's path.",
)


class Middle(QWidget):
    """Two views; the second one may come later, its place is kept from the beginning."""

    def __init__(self, first: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("Views of the network")
        for title, tip in zip(TITLES, TIPS, strict=True):
            self.tabs.setTabToolTip(self.tabs.addTab(title), tip)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(True)
        self.views: list[QWidget] = [first, QWidget()]
        for view in self.views:
            self.splitter.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.tabs)
        column.addWidget(self.splitter, 1)
        self._beside: bool | None = None
        self.tabs.currentChanged.connect(self._place)
        self._place()

    def set_second(self, view: QWidget) -> None:
        """Put the second view into its place."""
        place = self.splitter.replaceWidget(1, view)
        if place is not None:
            place.deleteLater()
        self.views[1] = view
        self._place()
        if self._beside:
            self._halve()

    @property
    def beside(self) -> bool:
        """Whether both are seen."""
        return bool(self._beside)

    def bring(self, place: int) -> None:
        """Show a view: 0 the network, 1 the loss surface."""
        self.tabs.setCurrentIndex(place)
        if self._beside and not self.splitter.sizes()[place]:
            self._halve()

    def _place(self, _: int = 0) -> None:
        """Side by side, or the one whose tab is in front."""
        beside = self.width() >= px(BESIDE)
        self.tabs.setVisible(not beside)
        for place, view in enumerate(self.views):
            view.setVisible(beside or place == self.tabs.currentIndex())
        if beside and not self._beside:
            self._halve()
        self._beside = beside

    def _halve(self) -> None:
        half = max(self.splitter.width() // 2, 1)
        self.splitter.setSizes([half, half])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """That of one view: it does not keep the window from becoming narrow again."""
        least = self.views[0].minimumSizeHint().expandedTo(self.views[0].minimumSize())
        return least + QSize(0, self.tabs.sizeHint().height())

    def sizeHint(self) -> QSize:
        return self.views[0].sizeHint()
