"""Data in a .npy file: mapped and never held, the same steps as from memory; what is refused."""

# ruff: noqa: N806  (X is what everybody calls it)

import json
import os
import tracemalloc

import numpy as np
import pytest

from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.parameters import SettingError
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.tables.file_data import FileData
from playground.lab.tables.npy import MappedRows, write_rows

ROWS = np.random.default_rng(0).normal(size=(500, 4))


@pytest.fixture
def saved(tmp_path):
    """Saves rows, and gives an experiment of the folder that learns from them."""

    def save(rows=ROWS, batch=None, settings=None, sizes=(3, 1), runners=None, **problem):
        np.save(tmp_path / "big.npy", rows)
        runner = {"optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}}
        document = {
            "version": 1, "stop": {"max_steps": 40}, "seed": 3, "runners": runners or [runner],
            "problem": {
                "kind": "network", "sizes": list(sizes), "activations": ["linear"],
                "loss": "square", "batch": batch or {"size": 16},
                "dataset": {"name": "file", "settings": {"path": "big.npy", **(settings or {})}},
                **problem,
            },
        }
        path = tmp_path / "big.json"
        path.write_text(json.dumps(document))
        return path

    return save


def problem_in(path):
    experiment = read_experiment(path)
    return experiment.problem_of(experiment.runners[0])


def in_memory(problem):
    """The same rows as plain data."""
    X, y = problem.data.source.block(0, problem.data.samples)
    data = type(problem.data)(X, y, X[:0], y[:0])
    old = problem.batches
    return FittingProblem(
        problem.network, data, problem.loss, problem.start(),
        Batches(len(X), old.size, old.sampling, old.seed), problem.reduction,
    )


@pytest.mark.parametrize("dtype", ["<f4", "<f8", ">f4", ">f8"])
@pytest.mark.parametrize("sampling", ["shuffle", "replacement", "in_order"])
def test_every_step_is_bit_for_bit_that_from_memory(saved, dtype, sampling):
    batch = {"size": 16, "sampling": sampling}
    mapped = problem_in(saved(ROWS.astype(dtype), batch, {"evaluate_on": 100}))
    memory = in_memory(mapped)
    theta = mapped.start()
    for k in (0, 31, 32, 1000):
        loss, grad = mapped.loss_and_grad(theta, k)
        expected = memory.loss_and_grad(theta, k)
        assert loss == expected[0] and np.array_equal(grad, expected[1])
        assert mapped.samples(k) == memory.samples(k)
        assert np.array_equal(mapped.batch(k), memory.batch(k))


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_full_batch_goes_over_all_rows_in_blocks(saved, reduction, monkeypatch):
    batch = {"size": None, "reduction": reduction}
    mapped = problem_in(saved(batch=batch, settings={"evaluate_on": 100}, l2=0.1))
    memory = in_memory(mapped)
    monkeypatch.setattr("playground.engine.networks.fitting.BLOCK_ROWS", 64)
    theta = mapped.start()
    penalty, slope = mapped.penalty(theta), mapped.penalty_gradient(theta)
    loss, grad = mapped.loss_and_grad(theta)
    assert loss == pytest.approx(memory.loss_and_grad(theta)[0] + penalty, rel=1e-13)
    np.testing.assert_allclose(grad, memory.loss_and_grad(theta)[1] + slope, rtol=1e-11)
    told = []
    loss, grad = mapped.full_risk_and_grad(theta, told.append)
    assert told == [*range(64, 500, 64), 500]
    assert loss == pytest.approx(memory.risk_and_grad(theta)[0] + penalty, rel=1e-13)
    np.testing.assert_allclose(grad, memory.risk_and_grad(theta)[1] + slope, rtol=1e-11)


def test_the_risk_is_estimated_on_some_rows_that_stay_the_same(saved):
    path = saved(settings={"evaluate_on": 100})
    mapped = problem_in(path)
    theta = mapped.start()
    where = [np.flatnonzero((x == ROWS[:, :3]).all(1))[0] for x in mapped.X]
    assert len(set(where)) == 100 and where == sorted(where)
    losses = ((mapped.X @ theta[:3] + theta[3])[:, None] - mapped.y)[:, 0] ** 2
    assert mapped.risk_and_grad(theta)[0] == pytest.approx(losses.mean())
    assert mapped.risk_standard_error(theta) == pytest.approx(losses.std(ddof=1) / 10)
    data = FileData(str(path.parent / "big.npy"), evaluate_on=100)
    assert np.array_equal(data.make(0).X, data.make(1).X)
    everything = problem_in(saved(settings={"evaluate_on": 10_000}))
    assert np.array_equal(everything.X, ROWS[:, :3]) and everything.risk_standard_error(theta) == 0


def test_several_columns_may_be_predicted(saved):
    mapped = problem_in(saved(settings={"outputs": 2}, sizes=(2, 2)))
    assert np.array_equal(mapped.X, ROWS[:, :2]) and np.array_equal(mapped.y, ROWS[:, 2:])


def test_rows_that_are_not_needed_are_not_read(tmp_path):
    """200 MB, of which the file system keeps nothing: the file is a hole behind its header."""
    path = tmp_path / "hole.npy"
    write_rows(path, [np.zeros((1, 10))], 10, "float32")
    rows = 5_000_000
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, 10), }}"
    with open(path, "r+b") as file:
        file.seek(10)
        file.write(text.ljust(117).encode() + b"\n")
        file.truncate(128 + rows * 40)
    tracemalloc.start()
    data = FileData(str(path)).make(0)
    X, y = data.source.take(np.array([0, rows - 1]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert data.samples == rows and X.shape == (2, 9) and y.shape == (2, 1)
    assert peak < 8_000_000


def test_paths_are_relative_to_the_experiment_wherever_it_is_written(saved, tmp_path, monkeypatch):
    path = saved()
    monkeypatch.chdir("/")
    experiment = read_experiment(path)
    other = tmp_path / "deep" / "copy.json"
    other.parent.mkdir()
    for place, written in ((tmp_path / "again.json", "big.npy"), (other, "../big.npy")):
        write_experiment(place, experiment)
        document = json.loads(place.read_text())
        assert document["problem"]["dataset"]["settings"]["path"] == written
        assert read_experiment(place) == experiment
    assert Experiment.from_dict(experiment.to_dict()) == experiment


def test_a_file_that_changed_is_read_again(saved):
    path = saved()
    experiment = read_experiment(path)
    first = experiment.problem_of(experiment.runners[0])
    assert experiment.problem_of(experiment.runners[0]).data is first.data
    os.utime(path.parent / "big.npy", ns=(1, 1))
    assert experiment.problem_of(experiment.runners[0]).data is not first.data


def test_a_file_that_shrinks_while_it_is_mapped_is_refused(saved):
    path = saved()
    mapped = problem_in(path)
    os.truncate(path.parent / "big.npy", 500)
    with pytest.raises(ValueError, match=r"big\.npy has become shorter while it is in use"):
        mapped.loss_and_grad(mapped.start(), 0)


def refusal(path):
    with pytest.raises(FileProblemError) as error:
        read_experiment(path)
    text = str(error.value).replace(f"{path.parent}{os.sep}", "")
    assert text.count("\n") == 0
    return text.removeprefix("big.json: problem.dataset.settings.")


NAN = ROWS.copy()
NAN[7, 2] = np.nan


@pytest.mark.parametrize(("rows", "settings", "said"), [
    (ROWS.astype(int), {}, "path: big.npy must hold numbers of type float32 or float64, got int64"),
    (np.array([[1, "a"]], dtype=object), {}, "path: big.npy must hold numbers of type float32"),
    (ROWS[0], {}, "path: big.npy must have two dimensions"),
    (ROWS[:0], {}, "path: big.npy must have two dimensions"),
    (NAN, {}, "path: big.npy holds nan in row 7, column 2 (counted from 0)"),
    (ROWS, {"outputs": 4}, "outputs: must be less than 4, the number of columns in big.npy, got 4"),
    (ROWS, {"evaluate_on": 0}, "evaluate_on: must be at least 1"),
    (ROWS, {"path": ""}, "path: is missing"),
    (ROWS, {"path": 3}, "path: must be the name of a .npy file, got 3"),
    (ROWS, {"path": "no.npy"}, "path: no.npy cannot be read (No such file or directory)"),
    (ROWS, {"path": "."}, "path: "),
    (ROWS, {"path": "/dev/zero"}, "path: zero cannot be read (it is a device"),
    (ROWS, {"path": "big.json"}, "path: big.json is not a .npy file"),
    (ROWS, {"rows": 1}, "rows: is not a setting here; known: path, outputs, evaluate_on"),
])
def test_bad_input_is_refused_in_one_line(saved, rows, settings, said):
    assert refusal(saved(rows, settings=settings)).startswith(said)


def test_a_file_that_is_cut_short_is_refused(saved):
    path = saved()
    os.truncate(path.parent / "big.npy", 2000)
    assert refusal(path).startswith("path: big.npy is cut short")


def test_numbers_that_are_not_finite_are_met_when_their_batch_is(saved):
    rows = ROWS.copy()
    mapped = problem_in(saved(rows, {"size": 100, "sampling": "in_order"}, {"evaluate_on": 20}))
    free = next(k for k in range(200, 300) if not (rows[k, :3] == mapped.X).all(1).any())
    rows[free, 0] = np.inf
    mapped = problem_in(saved(rows, {"size": 100, "sampling": "in_order"}, {"evaluate_on": 20}))
    mapped.loss_and_grad(mapped.start(), 1)
    with pytest.raises(ValueError, match=f"holds inf in row {free}, column 0"):
        mapped.loss_and_grad(mapped.start(), 2)


def test_labels_are_checked_in_every_batch(saved):
    rows = ROWS.copy()
    rows[:, 3] = 0
    kwargs = {"batch": {"size": 100, "sampling": "in_order"}, "settings": {"evaluate_on": 20},
              "loss": "binary_cross_entropy"}
    mapped = problem_in(saved(rows, **kwargs))
    free = next(k for k in range(200, 300) if not (rows[k, :3] == mapped.X).all(1).any())
    rows[free, 3] = 5
    mapped = problem_in(saved(rows, **kwargs))
    with pytest.raises(SettingError):
        mapped.loss_and_grad(mapped.start(), 2)


def test_columns_side_by_side_are_read_too(tmp_path):
    np.save(tmp_path / "f.npy", np.asfortranarray(ROWS))
    mapped = MappedRows(tmp_path / "f.npy")
    assert np.array_equal(mapped.rows(np.array([3, 1])), ROWS[[3, 1]])
    assert np.array_equal(mapped.block(10, 20), ROWS[10:20])


def test_what_is_written_is_whole_or_not_there(tmp_path, monkeypatch):
    path = tmp_path / "x.npy"

    def broken():
        yield np.ones((5, 2))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(path, broken(), 2, "float64")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileProblemError, match="row 1 holds a number that float32 cannot hold"):
        write_rows(path, [np.array([[1.0, 2], [1e300, 2]])], 2, "float32")
    with pytest.raises(FileProblemError, match="needs 8,000,000,000 MB"):
        write_rows(path, [], 10**6, "float64", 10**9)
    with pytest.raises(FileProblemError, match=r"must end in \.npy"):
        write_rows(tmp_path / "x.csv", [], 2, "float64")
    assert list(tmp_path.iterdir()) == []
    assert write_rows(path, [np.ones((5, 2)), np.zeros((3, 2))], 2, "float32") == 8
    found = np.load(path, allow_pickle=False)
    assert found.dtype == np.float32 and found.shape == (8, 2) and found.sum() == 10
