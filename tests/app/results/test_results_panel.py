"""The table of results, in both halves: the right numbers, the winner on top, copied and saved."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from desk import Desk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton

from playground.app.core import questions as dialogs
from playground.app.results.cells import parted
from playground.app.results.panel import ResultsPanel
from playground.app.text.numbers import MINUS, set_decimal
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ElidedLabel, ErrorLine
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.edits.own_settings import own_settings
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import new_network
from playground.lab.runs.results_table import RISK, Row
from playground.lab.verdicts.surface import verdict


def surface_race():
    """Two rates on a bowl: one arrives, one runs away."""
    return Experiment.from_dict({
        "version": 1, "title": "Two rates: a/b",
        "problem": {"kind": "surface", "expression": "(x^2 + 10 y^2) / 2",
                    "window": [[-10, 10], [-10, 10]]},
        "runners": [
            {"label": "wild", "optimizer": "gradient_descent",
             "settings": {"learning_rate": 0.21}, "start": [8, 8]},
            {"label": "calm", "optimizer": "gradient_descent",
             "settings": {"learning_rate": 0.05}, "start": [8, 8]},
        ],
        "stop": {"max_steps": 20},
    })


def batch_race():
    """The same network with all the data and with batches of 10, an equal number of epochs."""
    two = edits.duplicate_runner(replace(new_network(), title="Batches"), 0)
    raced = network_edits.set_batch(network_edits.set_batch(two, size=None), 1, size=10)
    assert own_settings(raced, 1) == ("batch size",)
    return edits.set_stop(edits.rename(raced, 1, "m = 10"), "epochs", 3)


class ResultsDesk(Desk):
    """The panel at the end of every run."""

    def __init__(self, qtbot, experiment):
        super().__init__(qtbot, ResultsPanel, experiment, (900, 300))
        self.player.to_end()
        qtbot.waitUntil(lambda: self.player.finished)
        self.judge()

    def judge(self):
        self.panel.show_verdicts([verdict(run) for run in self.player.runs])
        self.qtbot.waitUntil(lambda: self.column("Steps") == [
            f"{row.values['steps']:,}" for row in self.panel.results.in_order()
        ] and sorted(row.values["steps"] for row in self.panel.results.rows) == sorted(
            min(self.player.cursor, run.last) for run in self.player.runs))

    @property
    def heads(self):
        model = self.panel.results
        return [model.headerData(k, Qt.Orientation.Horizontal).rstrip(" ▴▾")
                for k in range(model.columnCount())]

    def column(self, head):
        model = self.panel.results
        if head not in self.heads:
            return []
        place = self.heads.index(head)
        return [model.index(row, place).data() for row in range(model.rowCount())]

    def click_head(self, head):
        header = self.panel.grid.horizontalHeader()
        section = self.heads.index(head)
        at = QPoint(header.sectionViewportPosition(section) + 12, header.height() // 2)
        self.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_surfaces_results_are_its_own_columns(qtbot):
    desk = ResultsDesk(qtbot, surface_race())
    assert desk.heads == ["Runner", "f", "‖∇f‖", "Steps", "Stop", "Rule", "x", "y"]
    assert desk.column("Runner") == ["calm", "wild"], "the lowest f is on top"
    assert desk.column("Rule")[0] == "Gradient descent, η = 0.05"
    end = np.array([8 * 0.95**20, 8 * 0.5**20])
    calm = desk.panel.results.rows[1].values
    assert calm["x"] == pytest.approx(end[0]) and calm["y"] == pytest.approx(end[1])
    assert calm["f"] == pytest.approx((end[0] ** 2 + 10 * end[1] ** 2) / 2)
    assert calm["gradient_norm"] == pytest.approx(np.hypot(end[0], 10 * end[1]))
    desk.player.go_to(7)
    qtbot.waitUntil(lambda: desk.column("Steps") == ["7", "7"])
    assert desk.column("Stop") == ["step 7", "step 7"]


def test_a_networks_numbers_are_those_of_all_its_data(qtbot):
    desk = ResultsDesk(qtbot, batch_race())
    assert desk.heads == [
        "Runner", "Risk R", "Test risk", "Accuracy", "Test accuracy", "Steps", "Samples seen",
        "Stop", "Rule",
    ]
    rows = desk.panel.results.rows
    for row, run in zip(rows, desk.player.runs, strict=True):
        theta, problem = run[run.last].theta, run.problem
        assert row.values["risk"] == pytest.approx(problem.risk_and_grad(theta)[0], rel=1e-12)
        assert row.values["test_risk"] == pytest.approx(problem.test_risk(theta), rel=1e-12)
        outputs = problem.predict(theta, problem.data.X)[:, 0]
        right = np.mean((outputs > 0) == (problem.y[:, 0] > 0))
        assert row.values["accuracy"] == right
    samples = len(desk.player.runs[0].problem.X)
    assert [row.values["steps"] for row in rows] == [3, 3 * -(-samples // 10)]
    assert {row.values["samples_seen"] for row in rows} == {3 * samples}
    assert set(desk.column("Stop")) == {"out of epochs"}


def test_a_click_on_a_head_puts_its_winner_on_top_and_another_turns_it(qtbot):
    desk = ResultsDesk(qtbot, batch_race())
    model = desk.panel.results
    for head, better in (("Accuracy", max), ("Risk R", min), ("Steps", min)):
        if model.chosen.head != head:
            desk.click_head(head)
        name = model.chosen.name
        values = [row.values[name] for row in model.in_order()]
        assert values[0] == better(values), head
        desk.click_head(head)
        assert [row.values[name] for row in model.in_order()] == values[::-1] or len(
            set(values)) == 1
    desk.click_head("Runner")
    assert desk.column("Runner") == sorted(desk.column("Runner"), key=str.casefold)


def test_new_numbers_keep_the_chosen_column(qtbot):
    desk = ResultsDesk(qtbot, batch_race())
    desk.click_head("Steps")
    desk.player.go_to(2)
    qtbot.waitUntil(lambda: desk.column("Steps") == ["2", "2"])
    assert desk.panel.results.chosen.head == "Steps"


def test_it_copies_what_is_selected_or_all_with_every_digit(qtbot):
    desk = ResultsDesk(qtbot, surface_race())
    grid = desk.panel.grid
    grid.setFocus()
    qtbot.keySequence(grid, "Ctrl+C")
    table = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))
    assert table[0] == ["label", "f", "gradient_norm", "steps", "stop", "rule", "x", "y"]
    assert [row[0] for row in table[1:]] == ["calm", "wild"]
    assert float(table[1][6]) == desk.player.runs[1][20].theta[0]
    grid.selectRow(1)
    qtbot.keySequence(grid, "Ctrl+C")
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == [
        "label", "wild"
    ]


def test_it_is_saved_whole_as_csv_or_says_why_not(qtbot, tmp_path, monkeypatch):
    desk = ResultsDesk(qtbot, batch_race())
    asked = []

    def answer(parent, title, suggestion, filters):
        asked.append(suggestion.name)
        return path

    monkeypatch.setattr(dialogs, "ask_save", answer)
    path = tmp_path / "race.csv"
    save = next(b for b in desk.panel.findChildren(QToolButton)
                if b.accessibleName() == "Save as CSV")
    save.click()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "label", "rule", "stop", "steps", "samples_seen", "risk", "test_risk", "accuracy",
        "test_accuracy",
    ]
    assert [float(row["risk"]) for row in rows] == [
        row.values["risk"] for row in desk.panel.results.in_order()
    ]
    assert asked == ["Batches results.csv"]
    path = tmp_path / "missing" / "race.csv"
    save.click()
    error = desk.panel.findChild(ErrorLine)
    assert error.isVisible() and "cannot be written" in error.text()
    path = None
    save.click()  # thought better of it


def test_a_title_makes_a_file_name(qtbot, monkeypatch):
    desk, names = ResultsDesk(qtbot, surface_race()), []
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: names.append(a[2].name))
    desk.panel.save()
    assert names == ["Two rates  a b results.csv"]


def test_a_click_on_a_row_selects_its_runner(qtbot):
    desk = ResultsDesk(qtbot, surface_race())
    grid = desk.panel.grid
    assert desk.player.selected == 0
    at = grid.visualRect(desk.panel.results.index(0, 0)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert desk.player.selected == 1, "calm is on top and second in the list"


def test_who_left_the_finite_numbers_is_last_however_one_sorts(qtbot):
    wild = edits.set_setting(edits.set_stop(surface_race(), "max_steps", 5000), 0,
                             "learning_rate", 1.9)
    desk = ResultsDesk(qtbot, wild)
    row = desk.panel.results.rows[0]
    assert row.values["steps"] < 5000 and desk.column("Stop")[-1] == "diverged"
    assert desk.column("Runner")[-1] == "wild"


def test_the_caption_says_who_is_on_top_and_the_budget(qtbot):
    desk = ResultsDesk(qtbot, batch_race())
    samples = 3 * len(desk.player.runs[0].problem.X)
    caption = desk.panel.findChild(ElidedLabel)
    assert caption.text() == f"Lowest risk R on top · same budget: {samples:,} samples"
    desk.click_head("Accuracy")
    assert caption.text().startswith("Highest accuracy on top · ")
    desk.click_head("Accuracy")
    assert caption.text().startswith("Lowest accuracy on top · ")
    desk.player.edit(edits.set_stop(desk.player.experiment, "max_steps", 4), "stop")
    desk.player.to_end()
    qtbot.waitUntil(lambda: desk.column("Steps") == ["4", "3"] or desk.column("Steps") == [
        "3", "4"])
    assert caption.text() == "Lowest accuracy on top", "their budgets differ"


@pytest.mark.parametrize(("text", "mark", "parts"), [
    ("0.0156", ".", ("0", ".0156")), ("12,500", ".", ("12,500", "")),
    ("98.5 %", ".", ("98", ".5 %")), ("2×10⁻⁹", ".", ("2", "×10⁻⁹")),
    (f"{MINUS}1,5", ",", (f"{MINUS}1", ",5")), ("–", ".", ("–", "")),
])
def test_numbers_part_at_their_mark(text, mark, parts):
    set_decimal(mark)
    assert parted(text) == parts
    set_decimal(".")


def test_the_marks_stand_under_each_other(qtbot):
    """In the picture: 0.5 and 0.25 begin in one column of pixels, 100.5 left of it."""
    desk = ResultsDesk(qtbot, batch_race())
    model, grid = desk.panel.results, desk.panel.grid
    risks = (0.5, 0.25, 100.5, 0.125)  # the last wins, and is bold
    rows = [Row(k, {"label": "a", "risk": risk}) for k, risk in enumerate(risks)]
    model.show_rows(rows, (model.columns[0], RISK), ("",) * 4, 0)
    grid.widen(anew=True)

    def begins(place):
        cell = grid.visualRect(model.index(place, 1))
        image = grid.viewport().grab(cell).toImage()
        ground = image.pixel(0, 0)
        return next(x for x in range(image.width())
                    if any(image.pixel(x, y) != ground for y in range(image.height())))

    assert [model.index(k, 1).data() for k in range(4)] == ["0.125", "0.25", "0.5", "100.5"]
    assert begins(1) == begins(2) > begins(3)


def test_nobody_runs(qtbot):
    desk = ResultsDesk(qtbot, surface_race())
    desk.player.edit(replace(desk.player.experiment, runners=()), "nobody")
    assert not desk.panel.grid.isVisible() and desk.panel.findChild(EmptyState).isVisible()


@pytest.mark.parametrize("make", [new_experiment, new_network])
def test_both_halves_have_it_and_its_picture_is_whole(open_window, make):
    window = open_window(edits.add_runner(make(), "adam"))
    dock = window.mode.docks.docks["results"]
    assert dock.title == "Results" and not dock.isHidden()
    panel = window.mode.panels["results"]
    assert panel.results.rowCount() == 0, "behind its tab it costs nothing"
    panel.draw_for_picture()
    assert panel.results.rowCount() == 2
    window.mode.docks.bring("results")
    QApplication.processEvents()
    assert panel.isVisible() and panel.grid.isVisible()
