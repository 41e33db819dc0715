"""Early stopping in the window: the best step is said, marked and gone to."""

import pytest
from moving import go_to

from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import presets


@pytest.fixture
def window(open_window):
    experiment = edits.set_stop(presets["xor"].experiment(), "patience", 5)
    return open_window(experiment)


def test_the_best_step_is_marked_and_one_click_away(window, qtbot):
    player, train = window.player, window.mode.train
    window.mode.docks.bring("train")
    go_to(player, 10**6)
    best = player.run.looks.best
    assert player.run.stop.kind == "early_stopped" and best.step < player.cursor
    said = train.verdicts.texts[0]
    assert f"the test risk was least at step {best.step}" in said
    assert "5 looks since then found it no lower" in said
    assert f"at step {best.step}" in train.best.words.text()
    ((_, place, height),) = window.mode.chart.rings.shown
    assert place == best.step and height == pytest.approx(best.test_risk)
    qtbot.waitUntil(lambda: bool(window.mode.chart.rings.centres))
    qtbot.wait(300)  # the range has settled by then
    (centre,) = window.mode.chart.rings.centres
    before = centre.x()
    window.mode.chart.set_along("epochs")
    ((_, epoch, _),) = window.mode.chart.rings.shown
    assert epoch == pytest.approx(best.step / 15)
    window.mode.chart.set_along("updates")
    assert window.mode.chart.rings.centres[0].x() == pytest.approx(before, abs=2)
    train.best.go.click()
    assert player.cursor == best.step and not train.best.go.isEnabled()


def test_it_is_kept_in_files_and_says_when_there_is_nothing_to_stop_by(window):
    experiment = window.player.experiment
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    assert experiment.to_dict()["stop"]["patience"] == 5
    window.mode.docks.bring("train")
    assert not window.mode.train.stop_part.no_test.isVisible()
    window.mode.data.form.edited.emit("test_fraction", 0.0, True)
    assert window.mode.train.stop_part.no_test.isVisible()
    go_to(window.player, 30)
    assert not window.mode.train.best.isVisible() and window.mode.chart.rings.shown == ()


def test_without_the_rule_nothing_is_marked(window):
    window.mode.docks.bring("train")
    window.mode.train.stop_part.rows["patience"].edited.emit("patience", 0)
    go_to(window.player, 100)
    assert not window.mode.train.best.isVisible() and window.mode.chart.rings.shown == ()
