"""The panel of runners on a test's desk."""

from desk import LEFT, Desk
from moving import go_to
from PySide6.QtCore import QPoint

from playground.app.runners.panel import RunnersPanel


class RunnersDesk(Desk):
    """The panel of runners."""

    def __init__(self, qtbot, experiment, height=560):
        super().__init__(qtbot, RunnersPanel, experiment, (300, height))

    @property
    def runners(self):
        return self.player.experiment.runners

    @property
    def form(self):
        return self.panel.form

    @property
    def rows(self):
        return [row for row in self.panel._list.rows if row.isVisible()]

    def go_to(self, step):
        """Move the cursor, and wait until it is there."""
        go_to(self.player, step)
        self.qtbot.waitUntil(lambda: not self.player.seeking)

    def type_setting(self, name, text):
        """Type a value into a setting's field."""
        self.type(self.form.settings.row(name).entry_field, text)

    def drag(self, name, *places):
        """Drag a setting's slider through shares of its width."""
        slider = self.form.settings.row(name).slider
        points = [QPoint(round(p * slider.width()), slider.height() // 2) for p in places]
        self.qtbot.mousePress(slider, LEFT, pos=points[0])
        for point in points[1:]:
            self.qtbot.mouseMove(slider, point)
        self.qtbot.mouseRelease(slider, LEFT, pos=points[-1])

    def choose_optimizer(self, name):
        box = self.form.box
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())
