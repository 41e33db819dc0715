"""Pages of a panel of which one is seen."""

from PySide6.QtWidgets import QStackedLayout


class Pages(QStackedLayout):
    """Pages that scroll by themselves: a sentence that wraps in one of them must not make the

    dock around it scroll, too.
    """

    def hasHeightForWidth(self) -> bool:
        return False
