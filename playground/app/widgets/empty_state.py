"""What an empty panel says: what would be here, and how to get it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from playground.app.look import icons
from playground.app.look.style import SPACE_L, SPACE_M, SPACE_S, px, set_role


class EmptyState(QWidget):
    """An icon, a sentence and, where there is a way out, the button for it."""

    def __init__(
        self, icon: str, sentence: str, action: QAction | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = icon
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._sentence = QLabel(sentence, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setWordWrap(True)
        set_role(self._sentence, "quiet")
        layout = QVBoxLayout(self)
        # Little above and below: the stretches leave more where there is more, and a low panel,
        # whose other page is a chart, need not scroll for the sake of this one.
        layout.setContentsMargins(px(SPACE_L), px(SPACE_S), px(SPACE_L), px(SPACE_S))
        layout.setSpacing(px(SPACE_M))
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addWidget(self._sentence)
        if action is not None:
            button = QPushButton(action.text())
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self._draw_icon()

    def set_sentence(self, sentence: str) -> None:
        """Say something else."""
        self._sentence.setText(sentence)

    def _draw_icon(self) -> None:
        ratio = self.devicePixelRatio()
        self._icon.setPixmap(icons.pixmap(self._name, px(28), "disabled", ratio))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw_icon()
        super().changeEvent(event)
