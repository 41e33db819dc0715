"""What is said about conventions: with a run's own numbers, and the libraries' own defaults."""

import inspect
import re
from importlib.util import find_spec

import numpy as np
import pytest

from playground.engine.conventions import has_convention, in_convention
from playground.engine.descent import descend, first_step
from playground.engine.optimizers import optimizers
from playground.lab.experiments.experiment import Experiment
from playground.lab.export.compared import differences
from playground.lab.export.compared_rules import FORMS, KERAS_DEFAULTS, TORCH_DEFAULTS
from playground.lab.export.written_rules import keras_call
from tests.lab.export.cases import ALL, KNOWN, network, surface


def found(document):
    """The problem, the rule, and what is said by title."""
    experiment = Experiment.from_dict(document)
    runner = experiment.runners[0]
    problem = experiment.problem_of(runner)
    start = problem.start() if runner.start is None else np.array(runner.start, float)
    said = {one.title: one for one in differences(experiment, runner)}
    return problem, runner.optimizer, start, said


def read(text):
    return float(text.replace("\N{MINUS SIGN}", "-"))


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("document", [network, surface], ids=["network", "surface"])
def test_every_rule_has_its_words_and_the_runs_own_first_step(name, document) -> None:
    if document is network:
        made = network({"optimizer": name}, batch=ALL)
    else:
        made = surface({"surface": "booth"}, {"optimizer": name, "start": [1, 0.5]})
    problem, rule, start, said = found(made)
    one = said[f"The rule: {rule.title}"]
    assert one.words
    numbers = dict(one.numbers)
    step = first_step(problem, rule, start)
    place = int(np.argmax(np.abs(step.grad)))
    both = has_convention(type(rule), "keras") and any("Keras' first" in key for key in numbers)
    for form in ("pytorch", "keras") if both else ("",):
        walker = in_convention(rule, form) if form else rule
        moved = next(descend(problem, walker, first_step(problem, walker, start))).theta - start
        title = {"pytorch": "PyTorch's", "keras": "Keras'", "": ""}[form]
        told = read(numbers[f"{title} first step of it".strip()])
        assert told == pytest.approx(moved[place], rel=2e-6)


def test_a_rule_with_two_forms_shows_both() -> None:
    """Where NAdam's momentum warms up otherwise, its first steps are others."""
    _, _, _, said = found(network({"optimizer": "nadam"}))
    numbers = dict(said["The rule: NAdam"].numbers)
    assert numbers["PyTorch's first step of it"] != numbers["Keras' first step of it"]


def test_muons_scale_of_both_libraries() -> None:
    _, _, _, said = found(network({"optimizer": "muon"}))
    numbers = dict(said["The rule: Muon"].numbers)
    assert numbers["W\N{SUPERSCRIPT ONE}: rows, columns"] == "2, 4"
    assert any(value == "1.414214" for value in numbers.values())  # sqrt(4/2)
    assert any(value == "0.4" for value in numbers.values())  # 0.2 sqrt(4)


def test_clipping_by_norm_names_pytorchs_addition() -> None:
    _, _, _, said = found(network({"optimizer": "momentum", "clip_norm": 0.1}))
    numbers = dict(said["Clipping by norm"].numbers)
    here, theirs = (float(value) for key, value in numbers.items() if "factor" in key)
    assert 0 < here - theirs < 1e-5


def test_defaults_stand_beside_each_other() -> None:
    _, _, _, said = found(network({"optimizer": "rmsprop"}))
    rows = dict(said["What is taken where nothing is said"].numbers)
    assert rows["rho"].endswith("PyTorch's own 0.99, Keras' own 0.9")


CALLED = {"learning_rate": "lr", "rho": "rho", "epsilon": "eps", "initial_accumulator":
          "initial_accumulator_value", "newton_schulz_steps": "ns_steps"}


@pytest.mark.parametrize("name", TORCH_DEFAULTS)
def test_pytorchs_defaults_are_those_of_pytorch(name) -> None:
    torch = pytest.importorskip("torch")
    call = optimizers[name].pytorch
    kind = torch.optim.Muon if name == "muon" else getattr(
        torch.optim, re.match(r"torch\.optim\.(\w+)", call)[1])
    theirs = {k: p.default for k, p in inspect.signature(kind.__init__).parameters.items()}
    for setting, value in TORCH_DEFAULTS[name].items():
        if setting in ("beta1", "beta2"):
            assert theirs["betas"][setting == "beta2"] == value
        elif setting in ("eta_minus", "eta_plus"):
            assert theirs["etas"][setting == "eta_plus"] == value
        elif setting in ("step_min", "step_max"):
            assert theirs["step_sizes"][setting == "step_max"] == value
        elif name == "rmsprop" and setting == "rho":
            assert theirs["alpha"] == value
        else:
            assert theirs[CALLED.get(setting, setting)] == value, setting


KERAS_CALLED = {"beta1": "beta_1", "beta2": "beta_2", "initial_accumulator":
                "initial_accumulator_value", "newton_schulz_steps": "ns_steps"}


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", KERAS_DEFAULTS)
def test_keras_defaults_are_those_of_keras(name, monkeypatch) -> None:
    if find_spec("torch") is None or find_spec("keras") is None:
        pytest.skip("Keras is not installed")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    import keras

    called = keras_call(in_convention(optimizers[name](), "keras"))
    kind = getattr(keras.optimizers, re.match(r"keras\.optimizers\.(\w+)", called)[1])
    theirs = {k: p.default for k, p in inspect.signature(kind.__init__).parameters.items()}
    for setting, value in KERAS_DEFAULTS[name].items():
        if (name, setting) == ("nadam", "momentum_decay"):
            continue  # it is none there
        expected = theirs[KERAS_CALLED.get(setting, setting)]
        assert (0.0 if expected is None else expected) == value, setting


def test_all_words_are_of_rules_that_there_are() -> None:
    assert set(FORMS) <= set(optimizers)
