"""The exact solution beside the run: its numbers, a rounder bowl, and where there is none."""

import numpy as np
import pytest
from desk import LEFT, Desk
from moving import go_to

from playground.app.charts.training.series import CHOICES
from playground.app.network.exact.panel import ExactPanel
from playground.app.work import background
from playground.engine.data_problem import with_data
from playground.engine.networks.fitting import FittingProblem
from playground.lab.edits import network as edits
from playground.lab.edits.rivals import add_rival
from playground.lab.edits.standard import centre_inputs, standardize_inputs
from playground.lab.experiments.presets import presets
from playground.lab.runs.closed_form import exact_solution, known_solution
from playground.lab.runs.evaluation import Evaluations
from playground.lab.runs.objective import objective_at


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot, ExactPanel, presets["least_squares"].experiment(), size=(340, 700))


def test_the_four_points_have_the_numbers_of_the_page(desk):
    facts = desk.panel.facts
    assert facts["w*"] == "(0.7, 2)" and facts["Risk at w*"] == "0.575"
    assert facts["κ = λmax/λmin"] == "55.78" and facts["cond(X)"] == "7.469"
    assert facts["λmax, λmin"] == "16.7, 0.2994"
    assert facts["Largest stable η"] == "0.1198" and facts["Best η"] == "0.1176"
    assert "η = 0.1 is below 2/λₘₐₓ = 0.1198" in desk.panel.rates.text()
    assert "centred it would be 1.25, standardized 1." in desk.panel.after.text()


def test_the_run_comes_to_the_exact_solution_in_509_steps(desk):
    go_to(desk.player, 10_000)
    run = desk.player.run
    assert run.stop.kind == "converged" and run.last == 509
    assert run[509].theta == pytest.approx([0.7, 2.0], abs=1e-6)
    assert desk.panel.away.text().startswith("‖w − w*‖ = ")
    assert desk.panel.above.text().startswith("Above the least: ")


def test_one_click_takes_kappa_from_55_78_to_1_25(desk):
    desk.click(desk.panel.centre)
    assert desk.panel.facts["κ = λmax/λmin"] == "1.25"
    assert desk.panel.exact.curvatures == pytest.approx([2.5, 2.0])
    go_to(desk.player, 10_000)
    assert desk.player.run.last < 100
    desk.player.undo()
    assert desk.panel.facts["κ = λmax/λmin"] == "55.78"
    desk.click(desk.panel.standard)
    assert desk.panel.facts["κ = λmax/λmin"] == "1"


def test_the_distance_is_a_quantity_of_every_step(desk):
    go_to(desk.player, 200)
    found = Evaluations(desk.player.run)
    theta = desk.player.run[100].theta
    assert found.at(100).distance == pytest.approx(np.hypot(theta[0] - 0.7, theta[1] - 2))
    xor = presets["xor"].experiment()
    assert np.isnan(Evaluations(xor.run_of(xor.runners[0])).at(0).distance)


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_excess_is_what_the_risk_has_more(l2, reduction):
    experiment = presets["least_squares"].experiment()
    experiment = edits.set_regularization(
        edits.set_batch(experiment, size=2, reduction=reduction), l2=l2
    )
    problem = experiment.problem_of(experiment.runners[0])
    exact = known_solution(problem)
    theta = np.array([1.5, -2.0])
    above = objective_at(problem, theta)[0].total - exact.loss
    assert exact.excess(theta) == pytest.approx(above) and above > 0


def test_noise_free_data_have_no_floor(qtbot):
    experiment = edits.choose_dataset(presets["least_squares"].experiment(), "linear")
    experiment = edits.set_batch(experiment, size=1)
    desk = Desk(qtbot, ExactPanel, experiment, size=(340, 700))
    assert desk.panel.noise.isVisible() and desk.panel.noise.isChecked()
    assert "does not settle" in desk.panel.rates.text() and not desk.panel.floor.text()
    desk.panel.noise.click()
    assert desk.recipe.dataset.noise == 0 and "no noise floor" in desk.panel.floor.text()
    desk.panel.noise.click()
    assert desk.recipe.dataset.noise == 0.1


def test_interpolating_batches_of_one_go_on_falling():
    """sgd-lab.md 6: without noise the risk falls by a factor of millions every 1,000 steps."""
    experiment = edits.set_batch(
        edits.choose_dataset(presets["least_squares"].experiment(), "linear"), size=1
    )
    experiment = edits.set_dataset_setting(experiment, "noise", 0.0)
    problem = experiment.problem_of(experiment.runners[0])
    theta = problem.start()
    for k in range(2000):
        theta = theta - 0.05 * problem.loss_and_grad(theta, k)[1]
    assert problem.risk_and_grad(theta)[0] < 1e-25


@pytest.mark.parametrize(("change", "said"), [
    (lambda e: edits.add_layer(e, 1), "With hidden layers the risk is no bowl"),
    (lambda e: edits.set_loss(e, "absolute"), "needs one linear layer and a square loss"),
    (lambda e: edits.set_regularization(e, l1=0.1), "corner at 0"),
    (lambda e: edits.freeze(e, (0,)), "Some weights are frozen"),
    (lambda e: edits.choose_dataset(
        edits.set_loss(edits.choose_dataset(e, "gauss"), "binary_cross_entropy"), "gauss"
    ), "This is logistic regression. Its risk is convex"),
])
def test_where_there_is_no_formula_it_says_why(desk, change, said):
    desk.player.edit(change(desk.player.experiment), "change")
    assert said in desk.panel.model.text() and desk.panel.exact is None
    assert desk.panel.facts == {} or not desk.panel.away.isVisible()


@pytest.mark.parametrize(("X", "said"), [
    ([[1, 5], [2, 5], [3, 5], [4, 5]], "x₂ is constant"),
    ([[1, 2], [2, 4], [3, 6], [4, 8]], "some inputs follow from the others"),
    ([[1, 2, 3, 4], [4, 3, 2, 9]], "2 samples for 5 unknowns"),
])
def test_an_infinite_kappa_names_its_reason(desk, X, said):  # noqa: N803
    y = [[2], [4], [5], [4]][: len(X)]
    desk.player.edit(edits.set_points(desk.player.experiment, X, y), "points")
    assert desk.panel.facts["κ = λmax/λmin"] == "infinity" and said in desk.panel.flat.text()
    assert desk.panel.facts["Best η"] == "–"


def test_least_squares_and_logistic_regression_race(qtbot):
    experiment = presets["squares_or_logistic"].experiment()
    desk = Desk(qtbot, ExactPanel, experiment, size=(340, 700))
    assert "Classification by least squares" in desk.panel.model.text()
    desk.player.select(1)
    assert "logistic regression" in desk.panel.model.text()
    one = edits.set_loss(experiment, "square", runner=0)
    assert add_rival(one, 0).runners[-1].label == "Logistic 2"
    rival = add_rival(one, 0).runners[-1].problem
    assert rival.loss == "binary_cross_entropy" and rival.dataset == experiment.problem.dataset
    desk.player.select(0)
    desk.click(desk.panel.rival)
    assert len(desk.player.runs) == 3


def test_centring_keeps_what_is_tested_on_by_the_same_numbers():
    experiment = edits.choose_dataset(presets["least_squares"].experiment(), "regression_plane")
    before = experiment.problem_of(experiment.runners[0])
    after = centre_inputs(experiment)
    found = after.problem_of(after.runners[0])
    mean = before.X.mean(axis=0)
    np.testing.assert_allclose(found.X, before.X - mean)
    np.testing.assert_allclose(found.X_test, before.X_test - mean)
    scaled = standardize_inputs(experiment)
    assert scaled.problem_of(scaled.runners[0]).X.std(axis=0) == pytest.approx([1, 1])


def test_the_chart_hears_of_a_solution_that_took_long(qtbot, open_window, monkeypatch):
    monkeypatch.setattr("playground.lab.runs.closed_form.MOST_WORK", 10)
    window = open_window(presets["least_squares"].experiment())
    place = [shown.quantity.name for shown in CHOICES].index("distance")
    assert not window.mode.chart.controls.is_allowed(place)
    window.mode.docks.bring("exact")
    qtbot.mouseClick(window.mode.exact.solve, LEFT)
    qtbot.waitUntil(lambda: window.mode.exact.exact is not None)
    assert window.mode.chart.controls.is_allowed(place)
    window.mode.chart.set_quantity("distance")
    go_to(window.player, 20)
    assert window.mode.chart.foot.caption.startswith("step 20")


def test_what_takes_long_is_solved_when_asked_for_and_can_be_cancelled(qtbot, monkeypatch):
    monkeypatch.setattr("playground.lab.runs.closed_form.MOST_WORK", 10)
    desk = Desk(qtbot, ExactPanel, presets["least_squares"].experiment(), size=(340, 700))
    assert desk.panel.exact is None and desk.panel.solve.isVisible()
    desk.click(desk.panel.solve)
    qtbot.waitUntil(lambda: desk.panel.exact is not None)
    assert desk.panel.facts["w*"] == "(0.7, 2)" and not desk.panel.solve.isVisible()
    problem = desk.player.run.problem
    assert isinstance(problem, FittingProblem) and with_data(problem) is problem
    assert exact_solution(problem).loss == pytest.approx(0.575)
    background.stop_all()
