"""A panel and a player on a test's desk, connected as the window connects them."""

from PySide6.QtCore import Qt

from playground.app.core.player import Player
from playground.app.core.view import Panel, Scene
from playground.lab.edits import network as edits

LEFT = Qt.MouseButton.LeftButton


class Desk:
    """One panel of a class, shown at a size, with an experiment."""

    def __init__(self, qtbot, kind, experiment, size=(300, 560)):
        self.qtbot = qtbot
        self.player = Player(experiment)
        self.panel = kind()
        qtbot.addWidget(self.panel, before_close_func=lambda _: self.player.pause())
        if isinstance(self.panel, Panel):
            self.panel.edited.connect(self.player.edit)
            self.panel.edit_done.connect(self.player.seal)
        if hasattr(self.panel, "runner_selected"):
            self.panel.runner_selected.connect(self.player.select)
        self.player.experiment_changed.connect(self.draw)
        self.player.selected_changed.connect(self.draw)
        self.player.moved.connect(self.panel.show_cursor)
        self.panel.resize(*size)
        self.panel.show()
        self.draw()

    def draw(self, *_):
        player = self.player
        self.panel.show_scene(Scene(player.experiment, player.runs, player.selected), player.cursor)

    def click(self, widget, at=None):
        self.qtbot.mouseClick(widget, LEFT, pos=at or widget.rect().center())

    def type(self, field, text):
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)

    def choose(self, box, name):
        """As a hand does: open at the list's own row, Enter."""
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())

    @property
    def recipe(self):
        return edits.recipe_of(self.player.experiment)
