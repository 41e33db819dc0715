"""The step panel: every number of an update, for every optimizer, and at a run's end."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication

from playground.app.core.view import Scene
from playground.app.look.style import SMALL, style
from playground.app.step.panel import StepPanel
from playground.app.step.table import StepTable
from playground.app.step.update import left_out, pieces, update_at
from playground.app.text.latex_as_text import plain
from playground.app.widgets.cells import Cell, ruler
from playground.engine.datasets import datasets
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.problem import Part, Problem
from playground.engine.schedules import schedules
from playground.engine.stopping import StopRules
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.experiment import Change, Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.runs.run import Run


def scene_of(
    *runners: Runner, stop: StopRules | None = None, selected: int = 0, steps: int = 0
) -> Scene:
    """Runs recorded as far as `steps`, as the player would have done."""
    experiment = replace(new_experiment(), runners=runners, stop=stop or StopRules())
    runs = tuple(experiment.run_of(runner) for runner in runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs, selected)


def runner_of(name: str, **settings) -> Runner:
    kind = optimizers[name]
    return Runner(kind.short, kind.from_settings(settings), (0.0, 0.0))


@pytest.fixture
def panel(qtbot):
    made = StepPanel()
    qtbot.addWidget(made)
    made.resize(340, 310)
    with qtbot.waitExposed(made):
        made.show()
    return made


def texts(widget) -> list[str]:
    return [cell.shown if cell.text is None else cell.text for cell in widget.cells]


def line_text(line) -> str:
    return "".join(texts(line))


def test_gradient_descent_with_the_lectures_numbers(panel):
    panel.show_scene(scene_of(runner_of("gradient_descent", learning_rate=0.01)), 0)
    shown = line_text(panel._lines[0])
    assert "x0 − 0.01 · (−4.000) = 0.04000" in shown
    assert "y0 − 0.01 · (−6.000) = 0.06000" in shown
    table = texts(panel._table)
    for number in ("−4.000", "−6.000", "0.04000", "0.06000", "0.07211", "14.00", "13.49"):
        assert number in table
    assert "step 0 → 1" in texts(panel.head)
    assert panel.verdict == ""


@pytest.mark.parametrize("name", list(optimizers))
def test_every_line_of_every_optimizer_adds_up(panel, name):
    if name == "levenberg_marquardt":  # the surface here is no sum of squares
        return
    panel.show_scene(scene_of(runner_of(name), steps=37), 37)
    scene = panel.scene
    update = panel.update_shown
    assert (update.before.index, update.after.index) == (37, 38)
    assert np.array_equal(update.lines[-1].value, scene.runs[0][38].theta)
    names = texts(panel._table)
    assert names.count("new point") == 1
    assert len(panel._lines) == len(update.lines)
    QGuiApplication.clipboard().clear()
    panel.copy()
    rows = [row.split("\t") for row in QGuiApplication.clipboard().text().split("\n")]
    calculations = [row[1] for row in rows if len(row) == 2 and " = " in row[1]]
    assert len(calculations) == 2 * len(update.lines)
    for line in calculations:
        left, _, right = line.rpartition(" = ")
        code = re.sub(r"√([\d.e+-]+)", r"(\1)**0.5", left).replace("^", "**").replace("²", "**2")
        code = code.replace("−", "-").replace("·", "*").replace("√(", "sqrt(")
        code = code.replace("≥", ">=").replace(" = 0)", " == 0)")
        code = re.sub(r"\|([^|]*)\|", r"abs(\1)", code)
        value = eval(code, {"sqrt": np.sqrt, "sign": np.sign})
        assert value == pytest.approx(float(right), rel=1e-12)


def test_copy_by_key_has_all_digits(panel, qtbot):
    panel.show_scene(scene_of(runner_of("adam"), steps=3), 3)
    panel.scroll_area.setFocus()
    qtbot.keyClick(panel.scroll_area, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    before, after = panel.update_shown.before, panel.update_shown.after
    x, y = before.theta.tolist()
    assert f"old point\t{x!r}\t{y!r}" in text
    assert f"f after\t{after.loss!r}" in text


def test_the_last_step_explains_what_led_there(panel):
    scene = scene_of(runner_of("gradient_descent"), stop=StopRules(max_steps=5), steps=100)
    panel.show_scene(scene, 90)
    assert panel.update_shown.after.index == 5
    assert "step 4 → 5" in texts(panel.head)
    assert "stopped here" in panel.verdict
    panel.set_verdict("GD reached 5 steps.")
    assert panel.verdict == "GD reached 5 steps."
    panel.show_cursor(2)
    assert panel.verdict == "" and "step 2 → 3" in texts(panel.head)


@pytest.mark.parametrize("start, rules", [
    ((1e200, 0.0), StopRules()), ((0.0, 0.0), StopRules(gradient_norm=100)),
])
def test_a_run_without_any_update(panel, start, rules):
    scene = scene_of(replace(runner_of("adam"), start=start), stop=rules, steps=10)
    panel.show_scene(scene, 10)
    assert panel.update_shown.after is None
    assert panel.verdict and "step 0" in texts(panel.head)
    panel.copy()
    assert "f before" in QGuiApplication.clipboard().text()
    panel.grab()


def test_a_diverging_run(panel):
    scene = scene_of(runner_of("gradient_descent", learning_rate=0.9), steps=50)
    panel.show_scene(scene, 0)
    for cursor in range(1, scene.runs[0].last + 1):
        panel.show_cursor(cursor)
    assert "finite" in panel.verdict
    panel.grab()


def test_a_change_on_the_way(panel):
    first = runner_of("gradient_descent")
    changed = replace(first.optimizer, learning_rate=0.005)
    runner = replace(first, changes=(Change(3, changed), Change(6, optimizers["adam"]())))
    panel.show_scene(scene_of(runner, steps=9), 2)
    head = panel.head
    height = head.sizeHint().height()
    assert not any("From step" in text for text in texts(head))
    panel.show_cursor(3)
    assert "From step 3 on: learning rate 0.005" in texts(head)
    assert "0.005" in line_text(panel._lines[0])
    panel.show_cursor(6)
    assert "From step 6 on: Adam, learning rate 0.05" in texts(head)
    assert len(panel._lines) == 6
    assert head.sizeHint().height() == height


def test_a_scheduled_rate_is_said_as_it_is_now(panel):
    runner = runner_of("gradient_descent", learning_rate=0.01)
    rule = replace(runner.optimizer, schedule=schedules["inverse"](rate=0.1))
    panel.show_scene(scene_of(replace(runner, optimizer=rule), steps=40), 10)
    assert "η = 0.005 now, 50 % of 0.01" in texts(panel.head)
    panel.show_cursor(30)
    assert "η = 0.0025 now, 25 % of 0.01" in texts(panel.head)
    panel.show_scene(scene_of(runner, steps=40), 10)
    assert not any("now" in text for text in texts(panel.head))


def test_nothing_moves_while_playing(panel):
    panel.show_scene(scene_of(runner_of("adam"), steps=300), 0)
    widgets = [*panel._lines, panel._table, panel.head]
    places = [[cell.rect for cell in widget.cells] for widget in widgets]
    heights = [widget.height() for widget in widgets]
    for cursor in (1, 9, 10, 99, 250):
        panel.show_cursor(cursor)
        assert [*panel._lines, panel._table, panel.head] == widgets
        assert [[cell.rect for cell in widget.cells] for widget in widgets] == places
        assert [widget.height() for widget in widgets] == heights


def test_wide_numbers_lose_digits_before_they_lose_their_place(qapp):
    cell = Cell(QRect(0, 0, 58, 16), ruler(SMALL), brackets=True)
    cell.show(-1.23456e-7)
    assert re.fullmatch(r"\(−1\.\d{1,2}×10⁻⁷\)", cell.shown)
    assert cell.full == "−1.23456×10⁻⁷"
    cell.show(float("nan"))
    assert cell.shown == "–"


def test_selection_theme_scale_and_no_runners(panel):
    scene = scene_of(runner_of("gradient_descent"), runner_of("rmsprop"), selected=1)
    panel.show_scene(scene, 0)
    assert "RMSprop" in texts(panel.head) and len(panel._lines) == 3
    style.mode, style.scale = "dark", 1.5
    assert panel._table.sizeHint().height() > 200
    panel.grab()
    panel.show_scene(scene_of(), 0)
    assert panel.update_shown is None
    assert panel._stack.currentIndex() == 1
    panel.show_cursor(3)
    panel.copy()


def test_a_hidden_panel_looks_when_it_is_shown(panel):
    panel.hide()
    panel.show_scene(scene_of(runner_of("gradient_descent"), steps=7), 0)
    panel.show_cursor(7)
    assert panel.update_shown is None
    panel.show()
    assert panel.update_shown.before.index == 7


def test_pieces_and_plain_text():
    parts = pieces("{s} + {g}² / (√{v}^{t})")
    assert [p.name or p.text for p in parts] == ["s", " + ", "g", " / (√", "v", "t", ")"]
    assert [p.power for p in parts if p.name] == ["", "²", "", ""]
    assert parts[5].raised and parts[4].tight and not parts[0].brackets
    assert plain(r"\frac{\eta}{\sqrt{\hat v} + \epsilon}") == "η / (√v̂ + ε)"


def test_another_setting_gets_the_room_it_needs(panel):
    panel.show_scene(scene_of(runner_of("gradient_descent", learning_rate=0.1)), 0)
    panel.show_scene(scene_of(runner_of("gradient_descent", learning_rate=0.001234)), 0)
    cell = next(c for c in panel._lines[0].cells if c.shown == "0.001234")
    assert cell.ruler.width(cell.shown) <= cell.rect.width() + 1


def test_a_big_problem_says_what_it_leaves_out(panel):
    class Wide(Problem):
        parts = (Part("A", 0, (2, 3)), Part("c", 6, (3,)))

        def start(self):
            return np.arange(9.0)

        def loss_and_grad(self, theta, index=0):
            return float(theta @ theta), 2 * theta

    runner = runner_of("gradient_descent")
    run = Run(Wide(), runner.optimizer)
    panel.show_scene(Scene(replace(new_experiment(), runners=(runner,)), (run,)), 0)
    assert "A₁₁" in texts(panel._table) and "c₁" in texts(panel._table)
    assert "Of 9 parameters A₁₁ and c₁ are written out" in panel.note_label.text()
    assert "5.880" in texts(panel._table)  # 6 − 0.01 · 12


def test_where_f_has_no_gradient_the_step_says_what_stands_for_it():
    cone = SurfaceProblem(TypedSurface("sqrt(x^2 + y^2)", ((-2.0, 2.0), (-2.0, 2.0))))
    rule = optimizers["momentum"](learning_rate=0.1)
    at_tip, beside = (
        update_at(Run(cone, rule, np.array(start)), 0) for start in ((0.0, 0.0), (1.0, 1.0))
    )
    assert left_out(at_tip) == (
        "At the old point f has no gradient: the middle of its slopes to both sides is used."
    )
    assert left_out(beside) == ""


@pytest.mark.parametrize("scale", (1.0, 1.5))
@pytest.mark.parametrize("width", (250, 340, 480))
@pytest.mark.parametrize("batch", (None, 6))
def test_names_below_the_table_end_before_their_numbers(panel, scale, width, batch):
    if batch:
        recipe = NetworkRecipe(
            Network((2, 3, 1), ("tanh", "linear")),
            datasets["circle"].from_settings({"samples": 48}), "square", batch=BatchRecipe(batch),
        )
        rule = optimizers["gradient_descent"].from_settings({"learning_rate": 0.01})
        experiment = Experiment(recipe, (Runner("GD", rule),), StopRules())
        scene = Scene(experiment, (experiment.run_of(experiment.runners[0]),), 0)
        scene.run.ensure(3)
    else:
        scene = scene_of(runner_of("gradient_descent"), steps=3)
    style.scale = scale
    panel.resize(width, 400)
    panel.show_scene(scene, 1)
    (table,) = panel.findChildren(StepTable)
    table.resize(width, table.sizeHint().height())
    lines = {}
    for cell in table.cells[-8:]:
        lines.setdefault(cell.rect.top(), []).append(cell)
    for name, first, *_ in lines.values():
        assert name.text and name.ruler.width(name.text) <= name.rect.width()
        number_left = first.rect.right() + 1 - first.ruler.width(first.shown)
        assert name.rect.left() + name.ruler.width(name.text) <= number_left
