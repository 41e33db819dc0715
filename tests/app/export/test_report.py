"""The report: whole in one file, with the numbers of what is on screen."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from playground.app.core import questions
from playground.app.export.report_dialog import ReportDialog
from playground.lab.experiments.code_text import experiment_of
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.export.report import report
from playground.lab.export.worked import fraction, inserted, worked_backprop
from tests.lab.export.cases import SCHEDULED, network

EXACT = network(
    sizes=[2, 2, 1], activations=["relu", "linear"], batch={"size": None},
    weights=[[[0.5, 0.25], [0.75, -0.5]], [[0.5], [1]]], biases=[[1, 0], [0]],
    dataset={"name": "inline", "settings": {"X": [[2, 1], [1, 0]], "y": [[1], [0.5]]}},
)


class Page(HTMLParser):
    """What stands in a page: headings, and whatever it would fetch from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []
        self.labels: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href") or (name == "xlink:href" and value[0] not in "#d"):
                self.outside.append(value)
            if name == "aria-label":
                self.labels.append(value)


@pytest.fixture
def window_on(open_window):
    def opened(experiment):
        window = open_window(experiment)
        window.player.go_to(12)
        window.actions_by_name["report"].trigger()
        return window, window.findChild(ReportDialog)

    return opened


def test_a_page_of_a_surface(window_on, tmp_path, monkeypatch) -> None:
    window, dialog = window_on(new_experiment())
    dialog.name.setText("Ada <Lovelace>")
    dialog.notes.setPlainText("It went down & stopped.")
    path = tmp_path / "r.html"
    monkeypatch.setattr(questions, "ask_save", lambda *a: path)
    dialog.save.click()
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert page.outside == [] and page.tags.count("h1") == 1 and page.tags.count("svg") == 2
    assert "Ada &lt;Lovelace&gt;" in text and "&amp; stopped" in text
    run = window.player.run
    assert f"{run[12].loss:.4g}" in page.labels[0] and "at step 12" in page.labels[0]
    new_x = run[13].theta[0]
    assert f"{new_x:.6g}" in text  # the step worked through ends where the next one begins
    code = re.search(r"<code>(.*?)</code>", text)[1]
    assert experiment_of(code) == new_experiment()
    for svg in re.findall(r"<svg.*?</svg>", text, re.S):
        ET.fromstring(svg)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("document", [EXACT, network(), new_experiment().to_dict()])
def test_a_pdf(document, window_on, tmp_path) -> None:
    _, dialog = window_on(Experiment.from_dict(document))
    dialog.write(tmp_path / "r.pdf")
    data = (tmp_path / "r.pdf").read_bytes()
    assert data.startswith(b"%PDF-") and len(re.findall(rb"/Type /Page\b", data)) >= 2


@pytest.mark.parametrize(("name", "said"), [("r.txt", "end in"), ("gone/r.html", "cannot be")])
def test_what_cannot_be_written_is_said(name, said, window_on, tmp_path) -> None:
    _, dialog = window_on(new_experiment())
    dialog.write(tmp_path / name)
    assert said in dialog.error.text()
    dialog.reject()


def test_schedule_clipping_and_noise_stand_beside_the_rule() -> None:
    experiment = Experiment.from_dict(SCHEDULED["noise"])
    document = experiment.to_dict()
    document["runners"][0]["clip_norm"] = 2
    experiment = Experiment.from_dict(document)
    run = experiment.run_of(experiment.runners[0])
    made = report(experiment, [run], [""], 0, 0, "", "", [])
    (_, row) = next(section.table for section in made.sections if section.title == "Runners")
    for words in ("rate by schedule: Cosine (steps 50", "clipped by norm 2", "noise: size 0.5"):
        assert words in row[3]


def test_backprop_is_worked_in_exact_fractions() -> None:
    experiment = Experiment.from_dict(EXACT)
    problem = experiment.problem_of(experiment.runners[0])
    words, lines, exact = worked_backprop(problem, problem.start())
    results = {line.symbol: (line.numbers, line.result) for line in lines}
    assert exact and "x = (2, 1)" in words
    assert results["z₁⁽¹⁾"] == ("1/2 · 2 + 3/4 · 1 + 1", "11/4")
    assert results["ℓ"][1] == "9/64" and results["∂ℓ/∂a₁⁽²⁾"][1] == "3/4"
    assert results["∂ℓ/∂W₁₁⁽²⁾"] == ("3/4 · 11/4", "33/16")
    assert results["∂ℓ/∂W₂₁⁽¹⁾"][1] == "3/8" and results["∂ℓ/∂b₂⁽¹⁾"][1] == "0"


def test_the_worked_gradient_is_the_samples_own() -> None:
    experiment = Experiment.from_dict(network(batch={"size": 1, "sampling": "in_order"}))
    problem = experiment.problem_of(experiment.runners[0])
    _, lines, exact = worked_backprop(problem, problem.start())
    _, grad = problem.loss_and_grad(problem.start(), 0)
    told = {line.symbol: float(line.result.replace("−", "-")) for line in lines}
    assert not exact
    assert told["∂ℓ/∂W₁₂⁽¹⁾"] == pytest.approx(grad[1], rel=1e-5)
    assert told["∂ℓ/∂W₂₁⁽¹⁾"] == pytest.approx(grad[4], rel=1e-5)
    assert told["∂ℓ/∂b₁⁽²⁾"] == pytest.approx(grad[-1], rel=1e-5)


@pytest.mark.parametrize(("value", "text"), [
    (0.75, "3/4"), (-1 / 3, "−1/3"), (2.0, "2"), (3.14159265, "3.14159"), (0.0, "0"),
])
def test_fractions(value, text) -> None:
    assert fraction(value) == text


@pytest.mark.parametrize(("template", "text"), [
    ("{a} · {b} + {c}", "−1 · (−2) + 3"), ("{a}² + {c}", "(−1)² + 3"), ("{c} − {a}", "3 − (−1)"),
])
def test_negative_numbers_stand_in_brackets_where_they_must(template, text) -> None:
    assert inserted(template, {"a": "−1", "b": "−2", "c": "3"}) == text
