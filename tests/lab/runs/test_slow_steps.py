"""Steps that take long: made a part at a time, the same to the last bit; and data that go away."""

import numpy as np
import pytest

from playground.engine.datasets import datasets
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.problem import RowsError, UnfinishedError
from playground.engine.stopping import StopRules
from playground.lab.runs.run import Run
from playground.lab.tables import file_data

ROWS = np.random.default_rng(1).normal(size=(3000, 4)).astype("float32")


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr("playground.engine.networks.fitting.LONG", 1000)
    monkeypatch.setattr("playground.engine.networks.fitting.BLOCK_ROWS", 256)
    np.save(tmp_path / "rows.npy", ROWS)
    return tmp_path / "rows.npy"


def problem_of(file, size=None, evaluate_on=100):
    data = file_data.FileData(str(file), evaluate_on=evaluate_on).make(0)
    assert datasets["file"] is file_data.FileData
    network = Network((3, 1), ("linear",))
    return FittingProblem(network, data, losses["square"](), batches=Batches(3000, size))


def descent(rate=0.1):
    return optimizers["gradient_descent"].from_settings({"learning_rate": rate})


def test_a_gradient_over_all_rows_is_made_in_parts_that_add_up(file):
    whole, parts = problem_of(file), problem_of(file)
    theta = whole.start()
    assert whole.takes_long and not problem_of(file, 32).takes_long
    parts.enough = lambda: True
    asked = 0
    while True:
        asked += 1
        try:
            loss, grad = parts.loss_and_grad(theta)
        except UnfinishedError:
            continue
        break
    assert asked == -(-3000 // 256)
    expected = whole.loss_and_grad(theta)
    assert loss == expected[0] and np.array_equal(grad, expected[1])


def test_parts_of_several_places_do_not_disturb_each_other(file):
    problem = problem_of(file)
    problem.enough = lambda: True
    places = [problem.start() + k for k in range(3)]
    found = {}
    for _ in range(40):
        for k, theta in enumerate(places):
            try:
                found[k] = problem.loss_and_grad(theta)
            except UnfinishedError:
                continue
    for k, theta in enumerate(places):
        loss, grad = problem_of(file).loss_and_grad(theta)
        assert found[k][0] == loss and np.array_equal(found[k][1], grad)


def test_a_run_waits_for_its_first_gradient_and_then_walks_as_any(file):
    slow, whole = (Run(problem_of(file), descent()) for _ in range(2))
    assert not slow.begun and slow.last == 0 and np.isnan(slow[0].loss) and slow.stop is None
    assert len(slow.columns.steps) == 0
    asked = 0
    while not slow.ensure(5, deadline=0.0):
        asked += 1
    assert asked > 5 * 10 and slow.last == 5 and slow.begun
    whole.ensure(5)
    for k in range(6):
        assert np.array_equal(slow[k].theta, whole[k].theta) and slow[k].loss == whole[k].loss
    assert slow.history.stride == 1  # nothing has to be replayed
    branch = slow.branch(3, descent(0.05))
    while not branch.ensure(5, deadline=0.0):
        pass
    other = whole.branch(3, descent(0.05))
    other.ensure(5)
    assert np.array_equal(branch[5].theta, other[5].theta)
    assert not np.array_equal(branch[5].theta, slow[5].theta)


def test_a_run_stops_by_its_rules_however_it_is_cut_into_parts(file):
    rules = StopRules(step_length=1e-4)
    slow, whole = (Run(problem_of(file), descent(), rules=rules) for _ in range(2))
    while not slow.ensure(10_000, deadline=0.0):
        pass
    whole.ensure(10_000)
    assert slow.stop == whole.stop and slow.last == whole.last
    assert slow.stop.kind == "converged"


def test_rows_that_cannot_be_had_leave_the_run_as_it_was(file):
    rows = ROWS.copy()
    problem = problem_of(file, 32)
    bad = int(problem.batches.rows(7)[3])
    run, expected = (Run(problem_of(file, 32), descent()) for _ in range(2))
    expected.ensure(20)
    source = run.problem.data.source
    take = source.take
    broken = [True]

    def gone(chosen):
        if broken[0] and bad in chosen:
            raise RowsError("rows.npy has become shorter")
        return take(chosen)

    source.take = gone
    with pytest.raises(RowsError):
        run.ensure(20)
    assert run.last == 6 and run.stop is None
    with pytest.raises(RowsError):
        run.ensure(20)
    broken[0] = False
    run.ensure(20)
    assert np.array_equal(run[20].theta, expected[20].theta)
    assert np.array_equal(run.columns.loss, expected.columns.loss) and len(rows) == 3000
