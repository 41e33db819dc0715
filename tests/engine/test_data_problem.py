"""What every problem with data declares, whatever is fitted: here a line through the origin."""

import subprocess
import sys

import numpy as np
import pytest

from playground.engine import Part, SurfaceProblem, surfaces
from playground.engine.data_problem import DataProblem, with_data
from playground.engine.dataset import Data
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.parameters import SettingError
from playground.engine.problem import of_kind

X = np.array([[1.0], [2.0], [3.0]])
DATA = Data(X, 2 * X, X[:0], X[:0])


class Line(DataProblem):
    """y = w x by least squares."""

    def start(self):
        return np.zeros(1)

    def _on(self, theta, rows):
        x, y = (self.data.X[:, 0], self.data.y[:, 0])
        rows = slice(None) if rows is None else rows
        miss = theta[0] * x[rows] - y[rows]
        add = np.sum if self.sums else np.mean
        return float(add(miss**2)), np.array([add(2 * miss * x[rows])])

    def loss_and_grad(self, theta, index=0):
        loss, grad = self._on(theta, self.batches.rows(index))
        return loss + self.penalty(theta), grad + self.penalty_gradient(theta)

    def risk_and_grad(self, theta):
        miss = (theta[0] - 2) * self.data.X[:, 0]
        grad = np.array([np.mean(2 * miss * self.data.X[:, 0])])
        return float(np.mean(miss**2)) + self.penalty(theta), grad + self.penalty_gradient(theta)

    def test_risk(self, theta):
        return None

    def penalty(self, theta):
        return self.l2 / 2 * float(theta @ theta)

    def penalty_gradient(self, theta):
        return self.l2 * theta


def line(size=None, sampling="in_order", **settings):
    return Line((Part("w", 0, ()),), DATA, Batches(3, size, sampling), **settings)


@pytest.mark.parametrize(("size", "settings", "said"), [
    (None, {}, "risk"),
    (2, {}, "batch"),
    (None, {"reduction": "sum"}, "sum of all losses"),
    (2, {"reduction": "sum"}, "batch sum"),
    (None, {"l1": 0.1}, "risk + penalty"),
    (2, {"reduction": "sum", "l2": 0.1}, "batch sum + penalty"),
])
def test_it_says_of_what_a_steps_loss_is(size, settings, said):
    problem = line(size, **settings)
    assert problem.loss_of == said
    assert problem.penalized == ("penalty" in said)
    assert problem.sees_risk == (said.startswith("risk"))
    assert problem.sees_all == (size is None)


def test_steps_and_samples_are_those_of_the_batches():
    problem = line(2)
    assert problem.steps_per_epoch == 2
    assert [problem.samples(k) for k in range(4)] == [2, 1, 2, 1]


def test_the_lab_minimizes_any_problem_with_data():
    from playground.lab.runs.objective import objective_at, penalized

    problem = line(2, reduction="sum", l2=0.5)
    objective, grad = objective_at(problem, np.array([1.0]))
    assert objective.risk == pytest.approx(14 / 3)  # the mean of 1, 4, 9
    assert objective.penalty == pytest.approx(0.25 / 2)  # half a penalty beside a sum of two
    assert grad[0] == pytest.approx(-28 / 3 + 0.5 / 2)
    assert penalized(problem) and not penalized(line())
    assert not penalized(SurfaceProblem(surfaces["bowl"]()))


def test_settings_that_cannot_be_are_refused_by_name():
    for name, value in (("reduction", "median"), ("l1", -1.0), ("l2", float("nan"))):
        with pytest.raises(SettingError) as error:
            line(**{name: value})
        assert error.value.name == name
    with pytest.raises(ValueError, match="batches of 4 samples, but X has 3"):
        Line((Part("w", 0, ()),), DATA, Batches(4))


def test_a_problem_of_another_kind_is_refused_in_words():
    surface = SurfaceProblem(surfaces["bowl"]())
    assert with_data(line()).batches.samples == 3
    assert of_kind(surface, SurfaceProblem) is surface
    with pytest.raises(TypeError, match="needs a problem with data, got a SurfaceProblem"):
        with_data(surface)
    with pytest.raises(TypeError, match="needs a FittingProblem, got a Line"):
        of_kind(line(), FittingProblem)


def test_asking_whether_a_problem_has_data_brings_no_network():
    code = (
        "import sys, playground.engine.data_problem, playground.lab.experiments.experiment,"
        " playground.app.text.loss_names, playground.app.shell.start\n"
        "late = {m for m in sys.modules if m in ("
        "'playground.engine.networks.network', 'playground.engine.networks.batches',"
        " 'playground.engine.networks.fitting', 'playground.engine.dataset',"
        " 'playground.lab.experiments.network_recipe')}\n"
        "assert not late, late"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
