"""The problem panel, used as a student uses it: choose, read, type, undo."""

import threading

import pytest
from desk import Desk
from moving import go_to
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton

from playground.app.core.player import Player
from playground.app.core.view import Scene
from playground.app.surface.problem.chooser import OWN, OWN_TITLE
from playground.app.surface.problem.facts import NOT_FINITE, FactsBox, facts_of
from playground.app.surface.problem.formula import TOO_LONG, broken, gradient_of, plain, value_of
from playground.app.surface.problem.panel import ProblemPanel
from playground.app.work import background
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.surfaces import surfaces
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment

# The offscreen platform cannot raise the list of matches, which does no harm.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LEFT = Qt.MouseButton.LeftButton


class ProblemDesk(Desk):
    """The panel of the problem, once what runs beside the window has arrived."""

    def __init__(self, qtbot, experiment):
        super().__init__(qtbot, ProblemPanel, experiment)
        self.settle()

    def settle(self):
        """Wait until what runs beside the window has arrived."""
        own = self.panel.own_part
        self.qtbot.waitUntil(
            lambda: not (
                own.entry_field._pause.isActive() or own.worker.busy or background.shared().busy
            ),
            timeout=20_000,
        )

    @property
    def surface(self):
        return self.player.experiment.problem.surface

    def choose(self, title):
        """Type a part of a name into the list and press Enter."""
        line = self.panel.chooser.lineEdit()
        line.setFocus()
        line.selectAll()
        self.qtbot.keyClicks(line, title)
        self.panel.chooser.completer().popup().hide()
        self.qtbot.keyClick(line, Qt.Key.Key_Return)
        self.settle()

    def write(self, text, enter=True):
        """Type over the function."""
        field = self.panel.own_part.entry_field
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        if enter:
            self.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.settle()


@pytest.fixture
def desk(qtbot):
    """The lecture's example on the desk."""
    return ProblemDesk(qtbot, new_experiment())


def own(qtbot, text="x^2 + y^2"):
    """A typed function on the desk."""
    return ProblemDesk(qtbot, edits.type_function(new_experiment(), text))


def test_the_list_has_every_surface_under_its_heading(desk):
    chooser = desk.panel.chooser
    names = [chooser.itemData(k) for k in range(chooser.count())]
    assert [n for n in names if n and n != OWN] == list(surfaces)
    assert names[-1] == OWN
    for k, name in enumerate(names):
        heading = not name
        assert bool(chooser.model().item(k).flags() & Qt.ItemFlag.ItemIsEnabled) != heading
    assert chooser.currentText() == "The lecture's example"


def test_choosing_by_typing_a_part_of_the_name(desk):
    go_to(desk.player, 5)
    desk.choose("himmel")
    assert desk.surface == surfaces["himmelblau"]()
    assert desk.player.experiment.runners[0].start == (-0.15, 0.67)
    desk.player.undo()
    assert desk.player.experiment == new_experiment()
    assert desk.panel.chooser.currentText() == "The lecture's example"
    assert desk.player.workspace.undo_what is None


def test_a_name_that_fits_nothing_changes_nothing(desk):
    desk.choose("xyzzy")
    assert desk.player.workspace.undo_what is None
    assert desk.panel.chooser.currentText() == "The lecture's example"


def test_formula_gradient_and_facts_are_shown(desk):
    panel = desk.panel
    assert "exp(x^2 + y^2)" in panel.formula.text()
    vector = panel._gradient.labels[0]
    assert r"\nabla f" in vector.latex() and "2 x e^{x^{2} + y^{2}}" in vector.latex()
    desk.qtbot.waitUntil(lambda: vector.typeset, timeout=20_000)
    text = panel._facts.text()
    assert "Minimum (0.5477, 0.8216)" in text and "f = 9.506" in text
    assert "η < 0.1134" in text
    assert panel._log.isChecked()


def test_facts_of_many_minima_are_counted(desk):
    desk.choose("Ackley")
    text = desk.panel._facts.text()
    assert "and 117 more minima" in text and "more saddles" in text
    desk.choose("himmel")
    assert text != desk.panel._facts.text()
    assert desk.panel._facts.text().count("Minimum") == 4


def test_a_parameter_is_one_undo_step_and_the_facts_follow(desk):
    desk.choose(surfaces["bowl"].title)
    slider = desk.panel.form.row("kappa").slider
    depth = len(desk.player.workspace.front._entries)
    centre = slider.height() // 2
    desk.qtbot.mousePress(slider, LEFT, pos=QPoint(20, centre))
    for x in (60, 100, 160):
        desk.qtbot.mouseMove(slider, QPoint(x, centre))
    desk.qtbot.mouseRelease(slider, LEFT, pos=QPoint(160, centre))
    desk.settle()
    kappa = desk.surface.kappa
    assert kappa not in (10.0, 1.0)
    assert len(desk.player.workspace.front._entries) == depth + 1
    assert f"κ {kappa:.4g}" in desk.panel._facts.text()
    desk.player.undo()
    assert desk.surface.kappa == 10.0 and desk.panel.form.settings == {"kappa": 10.0}


def test_log_height_and_recommended_start(desk):
    desk.qtbot.mouseClick(desk.panel._log, LEFT, pos=QPoint(8, desk.panel._log.height() // 2))
    assert edits.log_height_of(desk.player.experiment) is False
    desk.player.edit(edits.set_start(desk.player.experiment, (1, 1)), "start")
    desk.qtbot.mouseClick(desk.panel._start, LEFT)
    assert desk.player.experiment.runners[0].start == (0.0, 0.0)


def test_editing_a_formula_makes_it_ones_own(desk):
    desk.choose(surfaces["rosenbrock"].title)
    desk.qtbot.mouseClick(desk.panel._edit, LEFT)
    desk.settle()
    assert isinstance(desk.surface, TypedSurface)
    assert desk.surface.text == "(1 - x)^2 + 100*(y - x^2)^2"
    assert desk.surface.window == ((-2.0, 2.0), (-1.0, 3.0))
    assert desk.panel.chooser.currentText() == OWN_TITLE
    assert desk.panel.own_part.isVisible() and not desk.panel._edit.isVisible()
    field = desk.panel.own_part.entry_field
    assert field.textCursor().selectedText() == desk.surface.text
    desk.player.undo()
    assert desk.surface == surfaces["rosenbrock"]()
    assert not desk.panel.own_part.isVisible()


def test_ones_own_function_can_be_chosen_in_the_list(desk):
    desk.choose(OWN_TITLE)
    assert isinstance(desk.surface, TypedSurface)


def test_typing_becomes_the_function_and_one_undo_step(qtbot):
    desk = own(qtbot)
    desk.write("x^2 + 3y^2", enter=False)
    assert desk.surface.text == "x^2 + 3y^2"
    qtbot.keyClicks(desk.panel.own_part.entry_field, " + x")
    desk.settle()
    assert desk.surface.text == "x^2 + 3y^2 + x"
    qtbot.keyClick(desk.panel.own_part.entry_field, Qt.Key.Key_Return)
    desk.settle()
    assert "3 y^{2}" in desk.panel.formula.latex()
    desk.player.undo()
    assert desk.surface.text == desk.panel.own_part.entry_field.text() == "x^2 + y^2"
    assert desk.player.workspace.undo_what is None


def test_enter_ends_an_undo_step(qtbot):
    desk = own(qtbot)
    desk.write("x^2 + 2y^2")
    desk.write("x^2 + 4y^2")
    desk.player.undo()
    assert desk.surface.text == "x^2 + 2y^2"


def test_what_is_typed_is_not_touched_by_drawing(qtbot):
    desk = own(qtbot)
    field = desk.panel.own_part.entry_field
    desk.write("x^2 +  5y^2", enter=False)
    assert field.toPlainText() == "x^2 +  5y^2"
    assert field.textCursor().position() == len("x^2 +  5y^2")


def test_a_wrong_text_is_explained_in_place_and_the_last_good_stays(qtbot):
    desk = own(qtbot)
    shown = desk.panel.formula.latex()
    desk.write("x^2 + bogus*y")
    error, field = desk.panel.own_part.error_line, desk.panel.own_part.entry_field
    assert error.isVisible() and "bogus" in error.text()
    assert field.marked() == "bogus"
    assert desk.surface.text == "x^2 + y^2" and desk.panel.formula.latex() == shown
    desk.draw()
    assert field.text() == "x^2 + bogus*y"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "x^2 + y^2" and not error.isVisible() and field.marked() == ""


def test_undo_keys_belong_to_the_window(qtbot):
    desk = own(qtbot)
    menu = QMenu(desk.panel)
    action = menu.addAction("Undo", desk.player.undo)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    desk.panel.addAction(action)
    desk.write("x^2 + 7y^2")
    qtbot.waitExposed(desk.panel)
    desk.panel.activateWindow()
    field = desk.panel.own_part.entry_field
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.surface.text == "x^2 + y^2"


def test_notes_tell_about_kinks(qtbot):
    desk = own(qtbot, "abs(x) + y^2")
    assert "slope −1 on the left" in desk.panel._notes.text() and desk.panel._notes.isVisible()
    desk.write("x^2 + y^2 + x")
    assert not desk.panel._notes.isVisible()


def test_a_function_without_a_finite_value_is_accepted_and_said_to_be_so(qtbot):
    desk = own(qtbot)
    desk.write("log(-1-x^2)")
    assert desk.surface.text == "log(-1-x^2)"
    assert desk.panel._facts.text() == NOT_FINITE


def test_the_window_is_typed(qtbot):
    desk = own(qtbot)
    left, right, *_ = desk.panel.own_part._sides
    right.setFocus()
    right.selectAll()
    qtbot.keyClicks(right, "5")
    qtbot.keyClick(right, Qt.Key.Key_Return)
    assert desk.surface.window == ((-2.0, 5.0), (-2.0, 2.0))
    left.setFocus()
    left.selectAll()
    qtbot.keyClicks(left, "9")
    qtbot.keyClick(left, Qt.Key.Key_Return)
    assert desk.surface.window == ((-2.0, 5.0), (-2.0, 2.0))
    assert desk.panel.own_part.window_error.isVisible()


def test_help_unfolds(qtbot):
    desk = own(qtbot)
    qtbot.mouseClick(desk.panel.own_part.help, LEFT)
    assert desk.panel.own_part.syntax.isVisible() and "sinh" in desk.panel.own_part.syntax.text()


def test_a_question_that_undo_has_made_stale_is_not_answered(qtbot, desk):
    desk.qtbot.mouseClick(desk.panel._edit, LEFT)
    desk.settle()
    desk.panel.own_part.entry_field.setFocus()
    qtbot.keyClicks(desk.panel.own_part.entry_field, "y")
    desk.player.undo()
    desk.settle()
    assert desk.surface == surfaces["lecture_example"]()
    assert desk.player.workspace.redo_what


def test_long_formulas_are_broken_before_signs_and_lose_nothing():
    parts = value_of(surfaces["goldstein_price"]()).parts
    assert len(parts) > 2
    assert all(part.count("{") == part.count("}") for part in parts)
    assert broken(r"a - \left(b + c\right)^{2}") == ["a", r"{} - \left(b + c\right)^{2}"]
    assert broken(r"a \left(b - c\right)", 1) == ["a (b", "{} - c)"]
    assert broken("-a + b") == ["-a", "{} + b"]


def test_plain_text_reads_as_one_would_type_it():
    assert plain(r"\frac{x^{2} + \kappa y^{2}}{2}") == "(x^2 + κ y^2)/(2)"
    assert plain(r"2 x e^{x^{2} + y^{2}}") == "2 x e^(x^2 + y^2)"


def test_parameters_stand_in_formulas_by_their_symbols():
    assert r"\kappa" in " ".join(value_of(surfaces["bowl"]()).parts)
    ravine = " ".join(value_of(surfaces["rotated_ravine"]()).parts)
    assert r"\alpha" in ravine and "angle" not in ravine


def test_a_panel_that_is_not_seen_does_nothing(qtbot):
    player, panel = Player(new_experiment()), ProblemPanel()
    qtbot.addWidget(panel)
    panel.show_scene(Scene(player.experiment, player.runs), 0)
    assert not background.shared().busy


def test_every_control_has_a_tooltip_and_a_name(desk):
    for button in desk.panel.findChildren(QPushButton):
        assert button.toolTip() and (button.text() or button.accessibleName())
    assert facts_of(desk.surface).finite


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_after_choosing_by_name_the_keyboard_is_the_windows(desk, key):
    chooser = desk.panel.chooser
    desk.panel.activateWindow()
    chooser.setFocus(Qt.FocusReason.TabFocusReason)
    assert chooser.hasFocus()
    chooser.lineEdit().selectAll()
    desk.qtbot.keyClicks(chooser, "rosen")
    chooser.completer().popup().hide()
    desk.qtbot.keyClick(chooser, key)
    assert not chooser.hasFocus()
    desk.settle()
    chosen = "rosenbrock" if key == Qt.Key.Key_Return else "lecture_example"
    assert desk.surface == surfaces[chosen]()
    assert chooser.currentText() == desk.surface.title


def test_a_click_on_the_name_opens_the_list_and_typing_searches_it(desk):
    chooser = desk.panel.chooser
    desk.qtbot.mouseClick(chooser.lineEdit(), LEFT)
    assert chooser.view().isVisible() and not chooser.hasFocus()
    desk.qtbot.keyClick(chooser.view(), Qt.Key.Key_H)
    assert not chooser.view().isVisible() and chooser.lineEdit().text() == "h"
    desk.qtbot.keyClicks(chooser.lineEdit(), "immel")
    chooser.completer().popup().hide()
    desk.qtbot.keyClick(chooser.lineEdit(), Qt.Key.Key_Return)
    assert desk.surface == surfaces["himmelblau"]()
    desk.settle()


def test_a_choice_in_the_list_leaves_no_focus_behind(desk):
    chooser = desk.panel.chooser
    desk.qtbot.mouseClick(chooser.lineEdit(), LEFT)
    chooser.view().setCurrentIndex(chooser.model().index(chooser.findData("beale"), 0))
    desk.qtbot.keyClick(chooser.view(), Qt.Key.Key_Return)
    assert desk.surface == surfaces["beale"]()
    assert not chooser.hasFocus() and not chooser.view().isVisible()
    desk.settle()


def test_the_arrow_stays_where_it_is_when_the_scroll_bar_comes(desk):
    desk.panel.resize(300, 2000)
    bar = desk.panel.scroll_area.verticalScrollBar()
    desk.qtbot.waitUntil(lambda: bar.maximum() == 0)
    width = desk.panel.chooser.width()
    desk.panel.resize(300, 300)
    desk.qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert desk.panel.chooser.width() == width


@pytest.mark.parametrize("text", ["x^2 + 4y^2", "x^2 + y^2"])
def test_enter_keeps_the_keyboard_in_the_field(qtbot, text):
    """What is typed next belongs to the formula: to the window it would be shortcuts."""
    desk = own(qtbot)
    desk.panel.activateWindow()
    field = desk.panel.own_part.entry_field
    desk.write(text)
    assert desk.surface.text == text and field.hasFocus()
    qtbot.keyClicks(field, " + 3x")
    desk.settle()
    assert desk.surface.text == f"{text} + 3x"
    desk.player.undo()  # Enter ended the first edit
    assert desk.surface.text == text


def test_the_field_stays_where_it_is_while_the_formula_grows(qtbot):
    desk = own(qtbot)
    panel, field = desk.panel, desk.panel.own_part.entry_field

    def place():
        desk.settle()
        qtbot.waitUntil(lambda: panel.formula.typeset, timeout=20_000)
        qtbot.wait(50)
        return field.mapTo(panel, QPoint(0, 0))

    heights, places = set(), set()
    for text in ("x", "1/(1+1/(1+1/(1+x^2)))", "x + y", "sqrt(x/(y^2 + 1)) + x/y/(x - 1/y)"):
        desk.write(text)
        places.add(place().toTuple())
        heights.add(panel.formula.height())
    assert len(heights) > 1 and len(places) == 1


def test_latex_can_be_pasted(qtbot):
    desk = own(qtbot)
    field = desk.panel.own_part.entry_field
    field.setFocus()
    field.selectAll()
    QGuiApplication.clipboard().setText("$f(x,y) =\n \\frac{1}{2}x^{2} + e^{y}$")
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert float(desk.surface.value(3.0, 0.0)) == 5.5
    assert not desk.panel.own_part.error_line.isVisible()


def test_a_wrong_text_keeps_the_keyboard_until_escape(qtbot):
    desk = own(qtbot)
    desk.panel.activateWindow()
    field = desk.panel.own_part.entry_field
    desk.write("x^2 + bogus")
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus() and field.text() == "x^2 + y^2"
    desk.settle()


def test_blanks_alone_are_no_edit(qtbot):
    desk = own(qtbot)
    desk.write("x^2  +  y**2 ")
    assert desk.surface.text == "x^2 + y^2" and desk.player.workspace.undo_what is None
    desk.write("x^2 + y^2 + 1e -3")
    assert desk.surface.text == "x^2 + y^2 + 1e -3"
    desk.write("x^2 + y^2 + 1e-3")  # another function
    assert desk.surface.text == "x^2 + y^2 + 1e-3"


def test_a_pasted_long_text_is_seen_whole(qtbot):
    desk = own(qtbot)
    field = desk.panel.own_part.entry_field
    rows = []
    for text in ("x + y", "exp(" * 12 + "x*y" + ")" * 12, "+".join(["sin(x) cos(y)"] * 25)):
        field.setFocus()
        field.selectAll()
        QGuiApplication.clipboard().setText(text)
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        desk.settle()
        assert field.text() == text
        rows.append(round((field.height() - 8) / field.fontMetrics().lineSpacing()))
        lines = field.document().firstBlock().layout().lineCount()
        assert rows[-1] == min(lines, 6)
        assert field.verticalScrollBar().isVisible() == (lines > 6)
        assert lines > 6 or field.verticalScrollBar().value() == 0
    assert rows[0] == 1 < rows[1] < rows[2] == 6


def test_the_last_surfaces_formula_does_not_stand_under_the_next(desk):
    panel = desk.panel
    desk.qtbot.waitUntil(lambda: panel.formula.typeset, timeout=20_000)
    height = panel.formula.height()
    background.hold()
    try:
        desk.player.edit(edits.choose_surface(desk.player.experiment, surfaces["ackley"]()), "s")
        assert panel.formula.text() == panel._gradient.labels[0].text() == ""
        assert panel.formula.heightForWidth(280) == height
    finally:
        background.release()
    desk.settle()
    assert "exp" in panel.formula.text() and panel.formula.typeset


def test_what_would_take_minutes_to_typeset_is_not(qtbot):
    for text in ("exp(" * 12 + "x*y" + ")" * 12, "sin(" * 30 + "x*y" + ")" * 30):
        surface = TypedSurface(text)
        assert gradient_of(surface).lines == () and TOO_LONG in gradient_of(surface).notes
        assert value_of(surface).text == f"f(x, y) = {text}"
    desk = own(qtbot)
    desk.write("sin(" * 30 + "x*y" + ")" * 30)
    assert TOO_LONG in desk.panel._notes.text() and "sin(sin(" in desk.panel.formula.text()
    desk.write("x^2 + 9y^2")
    assert not desk.panel._notes.isVisible() and "9 y^{2}" in desk.panel.formula.latex()


def test_typed_text_is_answered_while_formulas_are_typeset(qtbot):
    desk = own(qtbot)
    go_on = threading.Event()
    background.shared().submit("slow", go_on.wait, lambda _: None)
    try:
        field = desk.panel.own_part.entry_field
        field.selectAll()
        qtbot.keyClicks(field, "x^2 + 3y^2")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: desk.surface.text == "x^2 + 3y^2")
        assert background.shared().busy
    finally:
        go_on.set()
    desk.settle()


def test_formulas_break_at_signs_only():
    rows = [row for line in gradient_of(surfaces["beale"]()).lines for row in line[2:]]
    assert rows and all(row.startswith("{} ") for row in rows)


def test_the_copy_of_a_logarithmic_surface_is_logarithmic(desk):
    desk.qtbot.mouseClick(desk.panel._edit, LEFT)
    desk.settle()
    assert isinstance(desk.surface, TypedSurface) and desk.panel._log.isChecked()
    assert edits.log_height_of(desk.player.experiment)


@pytest.mark.parametrize(("text", "says"), [
    ("max(0, x^2 + y^2 - 1)", "every point of that area is a minimum"),
    ("-max(0, x^2 + y^2 - 1)", "Parts of it are level"),
    ("1", "f is level all over this window: no runner moves."),
    ("x + y", "No isolated minimum was found in this window."),
    ("x^2", "No isolated minimum was found in this window."),
])
def test_what_is_said_where_there_is_no_single_minimum(text, says, qtbot):
    box = FactsBox()
    qtbot.addWidget(box)
    surface = TypedSurface(text, ((-2, 2), (-2, 2)))
    box.show_facts(surface, facts_of(surface))
    assert says in box.text()
