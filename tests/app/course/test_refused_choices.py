"""A choice that a lesson refuses does not stay in the box: what stands there is so."""

from PySide6.QtWidgets import QComboBox


class Closed:
    """A gate that lets nothing become another experiment."""

    def __init__(self):
        self.asked = 0

    def edit_refused(self, after):
        self.asked += 1
        return "nothing changes here"

    def run_refused(self):
        return ""


def test_a_refused_choice_is_taken_back(window):
    window.mode.complete()
    gate = window.player.gate = Closed()
    experiment, refused = window.player.experiment, 0
    for name in ("problem", "runners"):
        window.mode.docks.bring(name)
        for box in window.mode.panels[name].findChildren(QComboBox):
            before, asked = box.currentText(), gate.asked
            if not box.isVisible() or not box.isEnabled() or box.currentIndex() == 1:
                continue
            box.setCurrentIndex(1)
            box.activated.emit(1)
            if gate.asked > asked:
                refused += 1
                assert box.currentText() == before, f"{name}: {box.accessibleName()}"
    assert refused >= 2 and window.player.experiment == experiment


def test_a_refused_surface_is_taken_back(window):
    window.mode.complete()
    window.player.gate = Closed()
    box = window.mode.panels["problem"].chooser
    before, other = box.currentText(), box.findText("Booth's function")
    box.setCurrentIndex(other)
    box.activated.emit(other)
    assert window.player.gate.asked == 1 and box.currentText() == before
