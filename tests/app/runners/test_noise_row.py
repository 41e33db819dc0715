"""Noise on a surface's gradient in the window: chosen, said, several seeds at once."""

import pytest
from moving import go_to

from playground.app.step.update import as_text
from playground.engine.noisy_surface import GradientNoise
from playground.engine.parameters import SettingError
from playground.engine.surfaces import surfaces
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import BadInputError, Experiment, new_experiment
from playground.lab.experiments.presets import presets


@pytest.fixture
def window(open_window):
    return open_window(new_experiment("hagan_sgd"))


def row_of(window):
    return window.mode.runners.form.noise


def test_noise_is_chosen_and_every_word_says_so(window):
    row = row_of(window)
    assert row.isVisible() and not row.seeds.isEnabled()
    row.form.edited.emit("size", 0.5, True)
    assert window.player.runner.noise == GradientNoise(0.5)
    assert row.section.opened and row.seeds.isEnabled()
    go_to(window.player, 40)
    step = window.mode.step
    assert "noisy gradient" in as_text(step.update_shown, "GD")
    assert "noise of standard deviation 0.5" in step.note_label.text()
    assert "‖∇f + noise‖ =" in window.status_line.text()
    assert [arrow.label for arrow in window.mode.picture.picture.arrows()][:1] == ["−g"]
    window.player.undo()
    assert window.player.runner.noise is None
    assert "noise" not in as_text(window.mode.step.update_shown, "GD")


def test_a_finite_sum_is_seen_by_its_terms(window):
    row = row_of(window)
    row.form.edited.emit("terms", 1, True)
    assert window.player.runner.noise == GradientNoise(0.0, 1)
    go_to(window.player, 5)
    assert "the mean gradient of 1 of f's terms" in window.mode.step.note_label.text()
    window.player.edit(
        edits.choose_surface(window.player.experiment, surfaces["saddle"]()), "saddle"
    )
    assert window.player.runner.noise is None and not row.form.row("terms").isEnabled()


def test_several_seeds_run_at_once_and_give_way_when_asked_again(window):
    row = row_of(window)
    row.form.edited.emit("size", 0.5, True)
    row.seeds.click()
    runners = window.player.experiment.runners
    assert [r.noise.seed for r in runners] == [0, 1, 2, 3, 4]
    assert len({r.label for r in runners}) == 5 and len({r.slot for r in runners}) == 5
    go_to(window.player, 30)
    ends = {tuple(run[30].theta) for run in window.player.runs}
    assert len(ends) == 5
    row.form.edited.emit("size", 0.1, True)
    row.seeds.click()
    assert len(window.player.experiment.runners) == 8
    row.seeds.click()
    assert len(window.player.experiment.runners) == 8


def test_a_network_has_its_batches_for_that(window):
    window.commands.show_network()
    assert not window.mode.runners.form.noise.isVisible()


def test_files_keep_it_and_refuse_what_cannot_be():
    experiment = edits.set_noise(new_experiment("booth"), 0, "size", 0.25)
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    document = experiment.to_dict()
    assert document["runners"][0]["noise"] == {"size": 0.25, "terms": 0, "seed": 0}
    assert "noise" not in new_experiment().to_dict()["runners"][0]
    document["problem"] = {"kind": "surface", "surface": "saddle"}
    document["runners"][0]["noise"]["terms"] = 2
    with pytest.raises(BadInputError, match=r"runners\[0\]\.noise\.terms: must be 0"):
        Experiment.from_dict(document)
    document["runners"][0]["noise"] = {"size": -1}
    with pytest.raises(BadInputError, match=r"runners\[0\]\.noise\.size: must be at least 0"):
        Experiment.from_dict(document)
    network = presets["xor"].experiment().to_dict()
    network["runners"][0]["noise"] = {"size": 1}
    with pytest.raises(BadInputError, match="is for surfaces"):
        Experiment.from_dict(network)
    with pytest.raises(SettingError):
        edits.set_noise(new_experiment("saddle"), 0, "terms", 1)
    with pytest.raises(SettingError):
        edits.noise_seeds(new_experiment(), 0, 5)


def test_the_verdict_calls_luck_by_its_name(window):
    row = row_of(window)
    row.form.edited.emit("size", 0.5, True)
    player = window.player
    player.edit(edits.set_stop(player.experiment, "step_length", 0.05), "stop")
    go_to(player, 10**6)
    assert player.run.stop.kind == "batch_converged"
    said = window.verdict_of(player.run).sentence
    assert said.startswith("Stopped by one noisy gradient, after ")
    assert "perhaps by luck; the slope of f itself is " in said
    player.edit(edits.set_stop(edits.set_stop(
        player.experiment, "step_length", 0.0), "max_steps", 60), "stop")
    go_to(player, 10**6)
    assert "Its gradient is noisy" in window.verdict_of(player.run).sentence
