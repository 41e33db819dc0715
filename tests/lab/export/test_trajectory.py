"""Walks recorded elsewhere: read, refused in words, and walked again as a runner."""

from dataclasses import replace

import numpy as np
import pytest

from playground.__main__ import main
from playground.engine.recorded import Recorded
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.trajectory import (
    SNIPPET,
    Trajectory,
    compared,
    read_trajectory,
    with_recorded,
)
from tests.lab.export.cases import network

POINTS = [[0.0, 0.0], [0.25, 0.5], [0.5, 0.75], [0.5, 0.75]]
TABLE = "step,x,y,loss\n0,0,0,14\n1,0.25,0.5,10.6\n2,0.5,0.75,9.6\n"


def test_a_table_is_a_runner_that_goes_where_it_says(tmp_path) -> None:
    (tmp_path / "w.csv").write_text(TABLE, encoding="utf-8")
    read = read_trajectory(tmp_path / "w.csv", 2)
    experiment = with_recorded(new_experiment(), read, "GD")
    runner = experiment.runners[1]
    assert runner.label == "GD 2"
    run = experiment.run_of(runner)
    run.ensure(3)
    assert [run[k].theta.tolist() for k in range(3)] == POINTS[:3]
    assert run[3].theta.tolist() == POINTS[3] and run.stop.kind == "converged"  # it stands still
    assert run[0].loss == 14
    assert "differ from ours: most at step 1" in compared(run.problem, read)
    agreeing = replace_loss(read, [run[k].loss for k in range(3)])
    assert "agree with ours" in compared(run.problem, agreeing)
    assert "without losses" in compared(run.problem, Trajectory(read.theta, None))
    again = run.branch(2, experiment.runners[0].optimizer)
    again.ensure(3)
    assert again[3].loss < again[2].loss


def replace_loss(read, losses):
    return Trajectory(read.theta, np.array(losses))


def test_it_is_kept_in_files(tmp_path) -> None:
    (tmp_path / "w.csv").write_text(TABLE, encoding="utf-8")
    read = read_trajectory(tmp_path / "w.csv", 2)
    experiment = with_recorded(new_experiment(), read, "Theirs")
    write_experiment(tmp_path / "e.json", experiment)
    assert read_experiment(tmp_path / "e.json") == experiment
    document = experiment.to_dict()
    document["runners"][1]["settings"] = {"points": [[0, 0], [1]]}
    with pytest.raises(BadInputError, match=r"runners\[1\]\.settings\.points\[1\]: must have 2"):
        Experiment.from_dict(document)


def test_our_own_traces_come_back_in(tmp_path, capsys) -> None:
    experiment = Experiment.from_dict(network(steps=12))
    write_experiment(tmp_path / "e.json", experiment)
    run = experiment.run_of(experiment.runners[0])
    run.ensure(12)
    for name in ("t.csv", "t.npz"):
        assert main(["run", str(tmp_path / "e.json"), "--trace", str(tmp_path / name)]) == 0
        read = read_trajectory(tmp_path / name, run.problem.dimension)
        assert np.array_equal(read.theta[7], run[7].theta) and len(read.theta) == 13
        assert "agree with ours" in compared(run.problem, read)


def test_the_snippet_records_what_is_read(tmp_path, monkeypatch) -> None:
    torch = pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    p = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    loop = "loss = ((p - 1) ** 2).sum(); loss.backward()"
    program = SNIPPET.replace("# ... loss = ...; loss.backward()", loop).replace(
        "# ... optimizer.step()", "\n    optimizer.step(); optimizer.zero_grad()"
    )
    optimizer = torch.optim.SGD([p], lr=0.1)
    exec(program, {"torch": torch, "parameters": [p], "optimizer": optimizer, "p": p})
    read = read_trajectory(tmp_path / "recorded.npz", 2)
    assert len(read.theta) == 100 and read.theta[1].tolist() == pytest.approx([0.2, 0.2])
    assert read.loss[0] == 2.0


@pytest.mark.parametrize(("text", "said"), [
    ("", "must have a head"), ("a,b\n1,2\n", "must name the columns x and y"),
    ("x,y\n1,2,3\n", "row 2: must have 2 cells"), ("x,y\n1,two\n", "row 2: must hold numbers"),
    ("step,x,y\n0,1,2\n10,1,2\n", r"row 3: step must be 1"), ("x,y\n1,nan\n", "step 0: is not fin"),
    ("p0,p1,p2\n1,2,3\n", "must have 2 numbers a step for this experiment, got 3"),
])
def test_what_is_no_walk_is_named(text, said, tmp_path) -> None:
    (tmp_path / "w.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FileProblemError, match=said):
        read_trajectory(tmp_path / "w.csv", 2)


def test_what_is_no_file_of_arrays(tmp_path) -> None:
    (tmp_path / "w.npz").write_bytes(b"no")
    with pytest.raises(FileProblemError, match="file of arrays"):
        read_trajectory(tmp_path / "w.npz", 2)
    np.savez(tmp_path / "w.npz", other=np.zeros(3))
    with pytest.raises(FileProblemError, match="must hold an array theta"):
        read_trajectory(tmp_path / "w.npz", 2)
    np.savez(tmp_path / "w.npz", theta=np.zeros((3, 2)), loss=np.zeros(4))
    with pytest.raises(FileProblemError, match="loss: must be one number a step"):
        read_trajectory(tmp_path / "w.npz", 2)
    with pytest.raises(FileProblemError, match="is read from"):
        read_trajectory(tmp_path / "w.txt", 2)


def test_there_is_room_for_eight(tmp_path) -> None:
    (tmp_path / "w.csv").write_text(TABLE, encoding="utf-8")
    experiment, read = new_experiment(), read_trajectory(tmp_path / "w.csv", 2)
    for _ in range(7):
        experiment = with_recorded(experiment, read, "W")
    with pytest.raises(BadInputError, match="8 runners already"):
        with_recorded(experiment, read, "W")
    assert isinstance(experiment.runners[-1].optimizer, Recorded)
    assert replace(experiment, title="x") != experiment
