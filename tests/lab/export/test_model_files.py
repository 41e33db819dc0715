"""Networks as model files, read back by other libraries; and weights from outside."""

import numpy as np
import pytest

from playground.__main__ import main
from playground.engine.networks.activations import activations
from playground.engine.networks.network import Network
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import write_experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.program import model_file
from playground.lab.export.weights_in import read_weights
from tests.lab.export.cases import CASES, network, surface


def problem_of(document):
    experiment = Experiment.from_dict(document)
    return experiment.problem_of(experiment.runners[0])


@pytest.mark.parametrize("double", [False, True])
@pytest.mark.parametrize("name", activations)
def test_onnxruntime_gets_the_same_outputs(name, double) -> None:
    runtime = pytest.importorskip("onnxruntime")
    if name == "gelu" and double:
        pytest.skip("onnxruntime has no Erf in float64")
    from playground.lab.export.onnx_file import onnx_file

    problem = problem_of(network(sizes=[2, 4, 3, 1], activations=[name, name, name]))
    theta = np.random.default_rng(0).normal(size=problem.dimension)
    session = runtime.InferenceSession(onnx_file(problem.network, theta, double=double))
    X = np.random.default_rng(1).normal(size=(17, 2))  # noqa: N806
    (got,) = session.run(None, {"x": X.astype(np.float64 if double else np.float32)})
    allowed = 1e-13 if double else 2e-5
    assert got == pytest.approx(problem.predict(theta, X), rel=allowed, abs=allowed)


def test_onnx_computes_the_features_too() -> None:
    runtime = pytest.importorskip("onnxruntime")
    every = ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"]
    problem = problem_of(network(sizes=[7, 3, 1], features=every))
    theta = problem.start()
    session = runtime.InferenceSession(model_file(problem, theta, "onnx"))
    X = problem.data.X.astype(np.float32)  # noqa: N806
    (got,) = session.run(None, {"x": X})
    assert got == pytest.approx(problem.predict(theta, problem.data.X), abs=1e-4)


def test_pytorch_loads_the_safetensors() -> None:
    torch = pytest.importorskip("torch")
    load = pytest.importorskip("safetensors.torch").load
    problem = problem_of(network(sizes=[2, 4, 3, 1], activations=["tanh", "linear", "relu"]))
    theta = np.random.default_rng(0).normal(size=problem.dimension)
    nn = torch.nn
    model = nn.Sequential(
        nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3), nn.Linear(3, 1), nn.ReLU()
    ).double()
    model.load_state_dict(load(model_file(problem, theta, "safetensors")))
    X = problem.data.X  # noqa: N806
    got = model(torch.tensor(X)).detach().numpy()
    assert got == pytest.approx(problem.predict(theta, X), rel=1e-13, abs=1e-13)


def test_a_surface_is_no_network() -> None:
    with pytest.raises(BadInputError, match="a surface is no network"):
        model_file(problem_of(CASES["a tip"]), np.zeros(2), "onnx")


def test_without_the_library_the_extra_is_named(monkeypatch) -> None:
    import sys

    problem = problem_of(network())
    for target in ("onnx", "safetensors"):
        monkeypatch.setitem(sys.modules, target, None)
        monkeypatch.setitem(sys.modules, f"{target}.numpy", None)
        with pytest.raises(BadInputError, match=r"optimization-playground\[export\]"):
            model_file(problem, problem.start(), target)


def test_at_a_step_by_the_command(tmp_path, capsys) -> None:
    pytest.importorskip("safetensors")
    experiment = Experiment.from_dict(network())
    write_experiment(tmp_path / "n.json", experiment)
    out = tmp_path / "n.safetensors"
    command = ["export", str(tmp_path / "n.json"), "--to", "safetensors", "--at", "7", str(out)]
    assert main(command) == 0 and "step 7" in capsys.readouterr().out
    run = experiment.run_of(experiment.runners[0])
    run.ensure(7)
    read = read_weights(out, experiment.problem.network)
    assert np.array_equal(read.theta, run[7].theta) and read.transposed and read.sure
    write_experiment(tmp_path / "s.json", Experiment.from_dict(surface(
        {"surface": "bowl"}, {"optimizer": "adam", "start": [1, 1]}
    )))
    assert main(["export", str(tmp_path / "s.json"), "--to", "onnx", str(out)]) == 2
    assert "no network" in capsys.readouterr().err


NET = Network((2, 4, 1), ("tanh", "linear"))


def arrays(turned=False):
    theta = np.arange(1.0, NET.dimension + 1)
    made = {part.name: part.of(theta) for part in NET.parts}
    return theta, {name: a.T if turned else a for name, a in made.items()}


def test_weights_come_in_as_they_are_or_turned(tmp_path) -> None:
    for turned in (False, True):
        theta, given = arrays(turned)
        np.savez(tmp_path / "w.npz", **given)
        read = read_weights(tmp_path / "w.npz", NET)
        assert np.array_equal(read.theta, theta)
        assert (read.transposed, read.sure) == (turned, not turned)
    np.savez(tmp_path / "w.npz", theta=theta)
    assert np.array_equal(read_weights(tmp_path / "w.npz", NET).theta, theta)


def test_names_say_how_square_matrices_stand(tmp_path) -> None:
    square = Network((2, 2), ("tanh",))
    W = np.array([[1.0, 2.0], [3.0, 4.0]])  # noqa: N806
    np.savez(tmp_path / "a.npz", **{"0.weight": W, "0.bias": np.zeros(2)})
    assert read_weights(tmp_path / "a.npz", square).theta[:4].tolist() == [1, 3, 2, 4]
    np.savez(tmp_path / "b.npz", W1=W, b1=np.zeros(2))
    assert read_weights(tmp_path / "b.npz", square).theta[:4].tolist() == [1, 2, 3, 4]


def test_ten_layers_come_in_their_natural_order(tmp_path) -> None:
    deep = Network((1,) * 12, ("tanh",) * 11)
    given = {f"{name}{k}": np.full((1, 1) if name == "W" else 1, k) for k in range(1, 12)
             for name in "Wb"}
    np.savez(tmp_path / "w.npz", **given)
    assert read_weights(tmp_path / "w.npz", deep).theta[::2].tolist() == list(range(1, 12))


@pytest.mark.parametrize(("given", "said"), [
    ({"W1": np.zeros((2, 4))}, "must hold 2 matrices and 2 vectors"),
    ({**arrays()[1], "W1": np.zeros((3, 4))}, r"W1: must have shape \(2, 4\)"),
    ({**arrays()[1], "b2": np.zeros(3)}, r"b2: must have shape \(1,\)"),
    ({**arrays()[1], "W2": np.array([[1.0], [np.nan], [1], [1]])}, r"W2\[1\]\[0\] is nan"),
    ({"theta": np.zeros(3)}, r"theta: must have shape \(17,\)"),
    ({"W1": np.array(["a"])}, "must hold numbers"),
])
def test_what_does_not_fit_is_named(given, said, tmp_path) -> None:
    np.savez(tmp_path / "w.npz", **given)
    with pytest.raises(FileProblemError, match=said):
        read_weights(tmp_path / "w.npz", NET)


def test_what_is_no_file_of_weights(tmp_path) -> None:
    (tmp_path / "w.npz").write_bytes(b"nothing")
    with pytest.raises(FileProblemError, match=r"no \.npz file"):
        read_weights(tmp_path / "w.npz", NET)
    np.savez(tmp_path / "o.npz", theta=np.array([{}], dtype=object))
    with pytest.raises(FileProblemError, match=r"no \.npz file"):
        read_weights(tmp_path / "o.npz", NET)
    with pytest.raises(FileProblemError, match="are read from"):
        read_weights(tmp_path / "w.txt", NET)
    with pytest.raises(FileProblemError, match="cannot be read"):
        read_weights(tmp_path / "gone.npz", NET)
    np.savez_compressed(tmp_path / "bomb.npz", theta=np.zeros(40_000_000))
    with pytest.raises(FileProblemError, match="inflates to more"):
        read_weights(tmp_path / "bomb.npz", NET)
