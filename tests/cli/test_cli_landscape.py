"""`playground landscape`, `curvature` and `basins`, as the contract has them."""

import json

import numpy as np
import pytest

from playground import cli
from playground.cli.chosen import Progress

rng = np.random.default_rng(0)
X = rng.uniform(-1, 1, (20, 2))
DATA = {"name": "inline", "settings": {"X": X.tolist(), "y": (X @ [[1.0], [2.0]]).tolist()}}
NET = {
    "version": 1, "seed": 0, "stop": {"max_steps": 30},
    "problem": {
        "kind": "network", "sizes": [2, 3, 1], "activations": ["tanh", "linear"], "dataset": DATA,
        "loss": "square", "batch": {"size": 5, "reduction": "mean", "sampling": "shuffle"},
    },
    "runners": [
        {"label": "slow", "optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}},
        {"label": "fast", "optimizer": "adam", "settings": {"learning_rate": 0.1}},
    ],
}
HILLS = {
    "version": 1, "stop": {"step_length": 1e-6},
    "problem": {"kind": "surface", "surface": "himmelblau"},
    "runners": [{"label": "GD", "optimizer": "gradient_descent", "start": [0, 0],
                 "settings": {"learning_rate": 0.01}}],
}
KINDS = (
    "weights:0,3", "pca", "pca:mean", "points", "random:1", "random:1:joint",
    "random:1:elementwise", "random:1:none", "curvature", "line",
)


@pytest.fixture
def net(tmp_path):
    """A small network's file."""
    return written(tmp_path, NET)


@pytest.fixture
def hills(tmp_path):
    """A surface's file."""
    return written(tmp_path, HILLS, "hills.json")


def written(folder, experiment, name="net.json"):
    path = folder / name
    path.write_text(json.dumps(experiment))
    return path


def call(capsys, *arguments):
    code = cli.main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def asked(capsys, *arguments):
    """The JSON of a command that succeeds and says nothing on stderr."""
    code, out, err = call(capsys, *arguments, "--json")
    assert (code, err) == (0, "")

    def refuse(constant):
        raise AssertionError(f"{constant} is not strict JSON")

    return json.loads(out, parse_constant=refuse)


def risk_at(capsys, folder, theta, problem=NET["problem"]):
    """The risk at flat parameters, by `playground gradient` on a file that starts there."""
    W1, b1 = np.reshape(theta[:6], (2, 3)), theta[6:9]  # noqa: N806
    start = {"weights": [W1.tolist(), [[w] for w in theta[9:12]]],
             "biases": [list(b1), [theta[12]]]}
    path = written(folder, {**NET, "problem": {**problem, **start}}, "there.json")
    return asked(capsys, "gradient", path)["loss"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_point_of_a_landscape_is_the_risk_there(net, tmp_path, capsys, kind):
    found = asked(capsys, "landscape", net, "--plane", kind, "--grid", 4)
    plane = found["plane"]
    assert plane["kind"] == kind
    origin, u = np.array(plane["origin"]), np.array(plane["u"])
    v = np.zeros(13) if kind == "line" else np.array(plane["v"])
    assert (plane["v"] is None) == (kind == "line")
    assert (plane["explained"] is not None) == kind.startswith("pca")
    loss = np.array(found["loss"])
    assert loss.shape == (len(found["b"]), 4) == ((1, 4) if kind == "line" else (4, 4))
    for j, i in ((0, 0), (-1, 2), (len(loss) // 2, 3)):
        theta = origin + found["a"][i] * u + found["b"][j] * v
        assert loss[j, i] == pytest.approx(risk_at(capsys, tmp_path, theta.tolist()), rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_the_path_has_the_true_risk_and_the_distance_from_the_plane(net, tmp_path, capsys, kind):
    trace = tmp_path / "trace.npz"
    call(capsys, "run", net, "--trace", trace)
    with np.load(trace) as arrays:
        thetas = arrays["slow/theta"]
    found = asked(capsys, "landscape", net, "--plane", kind, "--grid", 2)
    path, plane = found["path"], found["plane"]
    assert [step["step"] for step in path] == list(range(31)) and len(thetas) == 31
    axes = [plane["u"]] if plane["v"] is None else [plane["u"], plane["v"]]
    for step, theta in zip(path[::10], thetas[::10], strict=True):
        assert set(step) == {"step", "a", "b", "residual", "loss"}
        away = theta - np.array(plane["origin"])
        best, *_ = np.linalg.lstsq(np.array(axes).T, away, rcond=None)
        assert [step["a"], step["b"]][: len(axes)] == pytest.approx(best, abs=1e-9)
        rest = np.linalg.norm(away - best @ np.array(axes))
        assert step["residual"] == pytest.approx(rest, abs=1e-9)
        assert step["loss"] == pytest.approx(risk_at(capsys, tmp_path, theta.tolist()), rel=1e-12)


def test_penalties_and_sums_do_not_change_what_the_loss_is(tmp_path, capsys):
    """The mean over all training data with the penalty added once, whatever a step takes."""
    problem = {**NET["problem"], "l1": 0.02, "l2": 0.3,
               "batch": {"size": 4, "reduction": "sum", "sampling": "replacement"}}
    runner = {**NET["runners"][0], "settings": {"learning_rate": 0.01}}
    path = written(tmp_path, {**NET, "problem": problem, "runners": [runner]})
    found = asked(capsys, "landscape", path, "--plane", "weights:2,11", "--grid", 3)
    theta = np.array(found["plane"]["origin"])
    theta[[2, 11]] = found["a"][2], found["b"][0]
    assert found["loss"][0][2] == risk_at(capsys, tmp_path, theta.tolist(), problem)
    at_start = asked(capsys, "gradient", path)["loss"]
    assert found["path"][0]["loss"] == at_start


def test_softmax_classes_and_frozen_weights(tmp_path, capsys):
    y = np.eye(3)[np.arange(20) % 3].tolist()
    problem = {**NET["problem"], "sizes": [2, 4, 3], "loss": "softmax_cross_entropy",
               "dataset": {"name": "inline", "settings": {"X": X.tolist(), "y": y}},
               "frozen": [0, 1, 2]}
    path = written(tmp_path, {**NET, "problem": problem})
    found = asked(capsys, "landscape", path, "--plane", "curvature", "--grid", 3)
    assert found["plane"]["u"][:3] == found["plane"]["v"][:3] == [0, 0, 0]
    middle = found["loss"][1][1]
    assert middle == pytest.approx(found["path"][-1]["loss"], rel=1e-12)
    answer = asked(capsys, "curvature", path, "--top", 24)
    assert len(answer["eigenvalues"]) == 24
    code, out, err = call(capsys, "curvature", path, "--top", 25)
    assert (code, out) == (2, "") and "at most 24, the number of parameters that move" in err


def test_where_one_looks(net, capsys):
    span = asked(capsys, "landscape", net, "--plane", "random:3", "--grid", 5, "--span", 0.5)
    assert span["a"] == span["b"] == [-0.5, -0.25, 0, 0.25, 0.5]
    window = asked(
        capsys, "landscape", net, "--plane", "weights:0,1", "--grid", 3, "--window", "-2,0,1,2"
    )
    assert (window["a"], window["b"]) == ([-2, -1, 0], [1, 1.5, 2])
    for ends in ("-1,2", "-1,2,0,1"):
        line = asked(capsys, "landscape", net, "--plane", "line", "--grid", 4, "--window", ends)
        assert (line["a"], line["b"], len(line["loss"])) == ([-1, 0, 1, 2], [0], 1)
    usual = asked(capsys, "landscape", net, "--plane", "line", "--grid", 2)
    assert usual["a"] == [0, 1]
    assert usual["loss"][0] == pytest.approx(
        [usual["path"][0]["loss"], usual["path"][-1]["loss"]], rel=1e-9
    )


def test_at_and_runner_choose_the_point(net, tmp_path, capsys):
    trace = tmp_path / "trace.npz"
    call(capsys, "run", net, "--trace", trace)
    with np.load(trace) as arrays:
        thetas = {label: arrays[f"{label}/theta"] for label in ("slow", "fast")}
    for words, label, step in (
        ([], "slow", 30), (["--at", "start"], "slow", 0), (["--at", "7"], "slow", 7),
        (["--runner", "fast", "--at", "end"], "fast", 30),
    ):
        found = asked(capsys, "landscape", net, "--plane", "random:2", "--grid", 2, *words)
        assert found["plane"]["origin"] == thetas[label][step].tolist()
        answer = asked(capsys, "curvature", net, *words)
        assert answer["step"] == step
        assert answer["loss"] == found["path"][step]["loss"]


def test_a_long_path_is_told_in_a_thousand_steps(tmp_path, capsys):
    path = written(tmp_path, {**NET, "stop": {"max_steps": 1500}})
    found = asked(capsys, "landscape", path, "--plane", "pca", "--grid", 2)
    steps = [step["step"] for step in found["path"]]
    assert len(steps) == 1000 and steps[0] == 0 and steps[-1] == 1500
    assert set(np.diff(steps)) == {1, 2}
    assert found["path"][-1]["a"] == pytest.approx(0, abs=1e-12)


def test_arrays_for_a_program(net, tmp_path, capsys):
    out = tmp_path / "scape.npz"
    found = asked(capsys, "landscape", net, "--plane", "pca", "--grid", 3, "--npz", out)
    with np.load(out) as arrays:
        assert arrays["loss"].tolist() == found["loss"] and str(arrays["kind"]) == "pca"
        for name in ("origin", "u", "v", "explained"):
            assert arrays[name].tolist() == found["plane"][name]
        for name in ("step", "a", "b", "residual", "loss"):
            assert arrays[f"path_{name}"].tolist() == [step[name] for step in found["path"]]
    before = out.read_bytes()
    code, _, _ = call(capsys, "landscape", net, "--plane", "weights:0,99", "--npz", out)
    assert code == 2 and out.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_a_landscape_without_finite_numbers_is_null_there(tmp_path, capsys):
    problem = {"kind": "surface", "expression": "log(x) + y^2", "window": [[-1, 1], [-1, 1]]}
    runner = {"optimizer": "gradient_descent", "start": [0.5, 0.5]}
    path = written(tmp_path, {"version": 1, "problem": problem, "runners": [runner],
                              "stop": {"max_steps": 2}})
    found = asked(capsys, "landscape", path, "--grid", 3, "--window", "-1,1,-1,1")
    assert found["plane"]["kind"] == "weights:0,1"
    assert found["loss"] == [[None, None, 1], [None, None, 0], [None, None, 1]]
    _, out, _ = call(capsys, "landscape", path, "--grid", 3, "--window", "-1,1,-1,1")
    assert "6 points without a finite loss" in out


def test_curvature_against_differences_of_the_gradient(net, tmp_path, capsys):
    answer = asked(capsys, "curvature", net, "--at", "start", "--top", 13)
    theta = np.array(asked(capsys, "landscape", net, "--plane", "random:1", "--grid", 2,
                           "--at", "start")["plane"]["origin"])

    def gradient(at):
        start = {"weights": [np.reshape(at[:6], (2, 3)).tolist(), [[w] for w in at[9:12]]],
                 "biases": [at[6:9].tolist(), [at[12]]]}
        path = written(tmp_path, {**NET, "problem": {**NET["problem"], **start}}, "there.json")
        return np.array(asked(capsys, "gradient", path)["gradient"])

    h = 1e-5
    matrix = np.array([(gradient(theta + h * e) - gradient(theta - h * e)) / (2 * h)
                       for e in np.eye(13)])
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    assert answer["eigenvalues"] == pytest.approx(values[::-1], rel=1e-6, abs=1e-8)
    assert answer["lowest"] == pytest.approx([values[0]], rel=1e-6, abs=1e-8)
    assert answer["bound"] == pytest.approx(2 / values[-1], rel=1e-6)
    g = gradient(theta)
    assert answer["gradient_norm"] == pytest.approx(np.linalg.norm(g), rel=1e-9)
    share = (g @ vectors[:, -1]) ** 2 / (g @ g)
    assert answer["gradient_in_top"] == pytest.approx(share, rel=1e-5)


def test_curvature_of_surfaces(tmp_path, hills, capsys):
    answer = asked(capsys, "curvature", hills, "--at", "start", "--top", 2)
    assert answer["eigenvalues"] == pytest.approx([-26, -42], rel=1e-9)
    assert answer["lowest"] == pytest.approx([-42], rel=1e-9)
    assert answer["bound"] is None
    assert answer["gradient_norm"] == pytest.approx(np.hypot(14, 22))
    assert answer["gradient_in_top"] == pytest.approx(22**2 / (14**2 + 22**2), rel=1e-9) or (
        answer["gradient_in_top"] == pytest.approx(14**2 / (14**2 + 22**2), rel=1e-9)
    )
    _, out, _ = call(capsys, "curvature", hills)
    assert "2/λmax" in out and "largest eigenvalues" in out
    problem = {"kind": "surface", "expression": "|x| + y^2", "window": [[-1, 1], [-1, 1]]}
    kink = written(tmp_path, {**HILLS, "problem": problem, "stop": {"max_steps": 1}})
    answer = asked(capsys, "curvature", kink, "--at", "start")
    assert answer["eigenvalues"] == [None, None] and answer["gradient_in_top"] is None
    assert "no second derivatives" in answer["note"]
    assert call(capsys, "curvature", kink, "--at", "start")[0] == 0


def test_basins_are_the_ends_of_single_runs(hills, tmp_path, capsys):
    found = asked(capsys, "basins", hills, "--grid", 5)
    assert len(found["minima"]) == 4
    assert np.shape(found["basin"]) == np.shape(found["steps"]) == (5, 5)
    for j, i in ((0, 0), (1, 4), (3, 2)):
        start = [found["x"][i], found["y"][j]]
        path = written(tmp_path, {**HILLS, "runners": [{**HILLS["runners"][0], "start": start}]})
        run = asked(capsys, "run", path)["runs"][0]
        assert found["steps"][j][i] == run["steps"]
        minimum = found["minima"][found["basin"][j][i]]
        assert run["parameters"] == pytest.approx(minimum, abs=1e-3)
    corner = asked(capsys, "basins", hills, "--grid", 2, "--window", "2,4,1,3")
    assert (corner["x"], corner["y"], corner["basin"]) == ([2, 4], [1, 3], [[0, 0], [0, 0]])
    _, out, err = call(capsys, "basins", hills, "--grid", 4)
    assert "minimum (3, 2)" in out and err == ""
    assert found["lost"] == {"out_of_steps": 0, "at_a_saddle_or_top": 0, "stalled": 0}
    short = written(tmp_path, {**HILLS, "stop": {"max_steps": 2}})
    lost = asked(capsys, "basins", short, "--grid", 4)
    none = np.mean(np.array(lost["basin"]) == -2)
    assert none > 0 and lost["lost"]["out_of_steps"] == pytest.approx(none)


@pytest.mark.parametrize(
    "command, words, said",
    [
        ("landscape", ["--plane", "weights:0,13"], "from 0 to 12, got 13"),
        ("landscape", ["--plane", "weights:4,4"], "names parameter 4 twice"),
        ("landscape", ["--plane", "slices"], "must be one of weights:I,J, pca,"),
        ("landscape", ["--plane", "random:1:rows"], "must be one of"),
        ("landscape", ["--grid", "1"], "from 2 to 1000"),
        ("landscape", ["--grid", "1001"], "from 2 to 1000"),
        ("landscape", ["--grid", "x"], "must be a whole number"),
        ("landscape", ["--window", "1,-1,0,1"], "from a lower to a higher number, got 1,-1"),
        ("landscape", ["--window", "0,1,2,2"], "from a lower to a higher"),
        ("landscape", ["--window", "nan,1,0,1"], "must be finite"),
        ("landscape", ["--window", "-1e308,1e308,0,1"], "from a lower to a higher"),
        ("landscape", ["--window", "0,1,2"], "2 or 4 numbers"),
        ("landscape", ["--window", "0,1"], "must be 4 numbers for pca"),
        ("landscape", ["--span", "0"], "greater than 0"),
        ("landscape", ["--span", "-inf"], "must be finite"),
        ("landscape", ["--span", "1", "--window", "0,1,0,1"], "not allowed with"),
        ("landscape", ["--at", "31"], "ends at step 30, got 31"),
        ("landscape", ["--at", "-3"], "start, end or the number of a step"),
        ("landscape", ["--runner", "nobody"], 'one of "slow", "fast", got "nobody"'),
        ("landscape", ["--npz", "out.csv"], "written as .npz"),
        ("landscape", ["--npz", "no/such/folder/out.npz"], "cannot be written"),
        ("curvature", ["--top", "0"], "from 1 to 100"),
        ("curvature", ["--top", "14"], "at most 13"),
        ("curvature", ["--at", "99"], "ends at step 30"),
        ("curvature", ["--runner", ""], "must be one of"),
        ("basins", [], "must be a surface"),
        ("basins", ["--grid", "5000"], "from 2 to 512"),
        ("basins", ["--window", "0,1"], "must be 4 numbers"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line_and_exit_code_2(net, capsys, command, words, said):
    code, out, err = call(capsys, command, net, *words)
    assert (code, out) == (2, "")
    assert err.startswith("playground: ") and err.count("\n") == 1 and said in err


@pytest.mark.parametrize("command", ["landscape", "curvature", "basins"])
def test_bad_files_are_named(tmp_path, capsys, command):
    for experiment, said in (
        ({**HILLS, "runners": []}, "runners: needs one runner"),
        ({**HILLS, "stop": {"max_steps": -1}}, "stop.max_steps"),
        ({**HILLS, "version": 99}, "newer"),
    ):
        path = written(tmp_path, experiment)
        code, out, err = call(capsys, command, path)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert str(path) in err and said in err
    assert call(capsys, command, tmp_path / "none.json")[0] == 2


@pytest.mark.parametrize("kind", ["pca", "pca:mean", "points", "line"])
def test_a_run_of_no_steps_has_no_path_to_draw(tmp_path, capsys, kind):
    runner = {**HILLS["runners"][0], "start": [3, 2]}
    path = written(tmp_path, {**HILLS, "runners": [runner]})
    code, out, err = call(capsys, "landscape", path, "--plane", kind)
    assert (code, out) == (2, "") and f"--plane: {kind} needs" in err


def test_a_dead_node_is_told(tmp_path, capsys):
    weights = [[[0, 1, 2], [0, 1, 1]], [[1], [1], [1]]]
    path = written(tmp_path, {**NET, "problem": {**NET["problem"], "weights": weights}})
    words = ("landscape", path, "--plane", "random:1", "--grid", 2, "--at", "start")
    assert "1 node has incoming weights of 0" in asked(capsys, *words)["plane"]["note"]
    assert "1 node has incoming weights of 0" in call(capsys, *words)[1]


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_say_how_far_the_path_is_from_the_plane(net, capsys, kind):
    code, out, err = call(capsys, "landscape", net, "--plane", kind, "--grid", 3)
    assert (code, err) == (0, "") and f"plane {kind}" in out
    assert "lies outside the plane: by" in out
    assert ("a pure random walk: 60.8% and 15.2%" in out) == kind.startswith("pca")


def test_in_two_parameters_all_of_the_path_is_on_the_plane(tmp_path, capsys):
    problem = {**NET["problem"], "sizes": [1, 1], "activations": ["linear"],
               "dataset": {"name": "inline", "settings": {"X": X[:, :1].tolist(),
                                                          "y": X[:, 1:].tolist()}}}
    path = written(tmp_path, {**NET, "problem": problem})
    _, out, _ = call(capsys, "landscape", path, "--plane", "weights:0,1", "--grid", 3)
    assert "all of the path's 30 steps lie on the plane" in out


def test_progress_is_for_a_terminal_only(capsys, monkeypatch):
    for terminal in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda terminal=terminal: terminal, raising=False)
        progress = Progress("landscape: point", 10)
        progress.next = 0
        progress.show(5)
        progress.clear()
        assert ("landscape: point 5 of 10 (50%)" in capsys.readouterr().err) == terminal
