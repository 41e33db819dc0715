"""Adding an activation, a loss or an optimizer is one paragraph: nothing else knows their names."""

import importlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from playground.engine.networks.activations import activations
from playground.engine.networks.losses import losses
from playground.engine.optimizers import optimizers
from playground.engine.registry import collected
from playground.lab.edits import network as network_edits
from playground.lab.edits.runners import race_all, recommended_rate, set_optimizer, set_setting
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.presets import presets

TESTS = Path(__file__).parent.parent
OVER_THE_REGISTRIES = (
    "test_activations.py", "test_losses.py", "test_optimizers.py", "test_landscape.py",
    "test_network.py", "test_walkthrough.py", "test_run.py",
)


def test_the_tests_over_the_registries_take_what_is_new() -> None:
    path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    files = [str(next(TESTS.rglob(name))) for name in OVER_THE_REGISTRIES]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "made_up", *files],
        cwd=TESTS, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True,
        timeout=110, check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.fixture
def made_up(monkeypatch):
    """The three in their registries, for one test."""
    registries = (activations, losses, optimizers)
    before = [list(registry) for registry in registries]
    monkeypatch.syspath_prepend(str(TESTS))
    sys.modules.pop("made_up", None)
    with collected("made_up") as found:
        importlib.import_module("made_up")
    for registry, name, thing in found:
        registry.set_own({name: (thing, "made_up.py")})
    yield
    for registry in registries:
        registry.set_own({})
    sys.modules.pop("made_up", None)
    assert [list(registry) for registry in registries] == before  # later tests meet them as ever


@pytest.fixture
def network(made_up):
    """Exclusive or with all three of them."""
    experiment = presets["xor"].experiment()
    recipe = experiment.problem
    recipe = replace(
        recipe, network=replace(recipe.network, activations=("made_up_sine", "made_up_sine"))
    )
    experiment = network_edits.set_loss(replace(experiment, problem=recipe), "made_up_log_cosh")
    return set_optimizer(experiment, 0, "made_up_average")


def test_a_network_learns_with_them_and_its_file_is_read_again(network, tmp_path) -> None:
    run = network.run_of(network.runners[0])
    run.ensure(300)
    risks = [run.problem.risk_and_grad(run[step].theta)[0] for step in (0, 300)]
    assert risks[1] < 0.5 * risks[0]
    path = tmp_path / "new.json"
    write_experiment(path, network)
    assert read_experiment(path) == network


def test_a_surface_lends_its_rate_to_a_rule_that_scales(made_up) -> None:
    experiment = set_optimizer(new_experiment(), 0, "made_up_average")
    surface = experiment.problem.surface
    rate = experiment.runners[0].optimizer.learning_rate
    assert rate == recommended_rate(optimizers["made_up_average"], surface)
    assert "made_up_average" in {r.optimizer.name for r in race_all(experiment).runners}
    by_hand = set_setting(experiment, 0, "learning_rate", 0.123)
    assert set_optimizer(by_hand, 0, "momentum").runners[0].optimizer.learning_rate == 0.123
    assert set_optimizer(by_hand, 0, "adam").runners[0].optimizer.learning_rate == 0.05


def test_every_panel_takes_them(network, qtbot, open_window) -> None:

    window = open_window(network)
    for kind in ("network", "surface"):
        for name in window.mode.docks.docks:
            window.mode.docks.bring(name)
            window.player.step(1)
            qtbot.waitUntil(lambda: not window.player.seeking)
            window.grab()
        if kind == "network":
            window.commands.show_surface()
            window.player.edit(
                set_optimizer(window.player.experiment, 0, "made_up_average"), "rule"
            )
    assert window.notice.text == ""


def test_what_is_said_of_them(network) -> None:
    from playground.app.core.view import Scene
    from playground.app.network.backprop.text import plain_numbers
    from playground.app.network.build.text import output_hint
    from playground.app.network.diagram.maps import NodeMaps
    from playground.app.network.facts import facts_of
    from playground.app.network.train.text import rate_note
    from playground.engine.networks.walkthrough import Target, Walkthrough
    from playground.lab.verdicts.surface import learning_rate_bound

    optimizer = network.runners[0].optimizer
    assert "takes the steps of" in rate_note(optimizer, network.problem, 150)
    assert learning_rate_bound(optimizer, 2.0)[0] == pytest.approx(9)
    recipe = network.problem
    data = recipe.dataset.make(0)
    assert output_hint(recipe, data) == ""  # −1 and 1 are in reach
    far = replace(data, y=5.0 * data.y + 1, classes=0)
    assert "Sine gives only numbers from −1 to 1" in output_hint(recipe, far)
    maps, run = NodeMaps(), network.run_of(network.runners[0])
    maps.update(facts_of(Scene(network, (run,)), 0), None)
    assert maps.scales[1:] == [1.0, 1.0]
    problem = run.problem
    target = Target(0, problem.loss, tuple(problem.y[0].tolist()))
    walk = Walkthrough(problem.network, run[0].theta, problem.X[0], target)
    assert any(r"\mathrm{Sine}" in line.numbers() for line in walk.lines if line.kind == "a")
    first = next(line for line in walk.lines if line.kind == "dH_da")
    output = problem.network.predict(run[0].theta, problem.X[:1])
    assert first.result == pytest.approx(problem.loss.derivative(output, problem.y[:1])[0, 0])
    assert "ℓ(" in plain_numbers(
        next(line for line in walk.lines if line.kind == "loss"), problem.loss.name
    )
