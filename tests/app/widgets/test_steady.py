"""A label in a steady place changes without the layout hearing of it."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from playground.app.widgets.error_line import ElidedLabel
from playground.app.widgets.steady import Steady
from playground.lab.experiments.presets import presets


class Requests(QObject):
    """Counts how often a widget is asked to lay out what is in it."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_text_that_changes_asks_for_no_layout(qtbot):
    window, text = QWidget(), ElidedLabel("short")
    qtbot.addWidget(window)
    QHBoxLayout(window).addWidget(Steady(text))
    window.resize(300, 60)
    window.show()
    qtbot.waitExposed(window)
    qtbot.wait(20)
    requests = Requests(window)
    text.setText("a much longer text than the one before")
    qtbot.wait(20)
    assert requests.count == 0
    assert text.geometry() == text.parentWidget().rect()  # which has all the width
    window.resize(500, 60)
    assert text.width() == text.parentWidget().width() > 400
    bare = QLabel("short")  # what would happen without it
    window.layout().addWidget(bare)
    qtbot.wait(20)
    requests.count = 0
    bare.setText("a much longer text than the one before")
    qtbot.wait(20)
    assert requests.count > 0


def test_stepping_lays_out_no_window(qtbot, open_window):
    window = open_window(next(iter(presets.values())).experiment())
    window.player.step(3)  # what there is to say of a run that has begun is new once
    qtbot.wait(100)
    requests = Requests(window)
    before = window.status_line.text()
    for _ in range(5):
        window.player.step(1)
        qtbot.wait(20)
    assert window.status_line.text() != before and window.player.cursor == 8
    assert requests.count == 0
