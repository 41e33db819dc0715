"""A stop rule more is one class and its line: nothing else has to hear of it.

In a process of its own, in which the rules have one more before anybody else imports them.
"""

import os
import subprocess
import sys
from pathlib import Path

BEGIN = '''
from dataclasses import dataclass, fields
from playground.engine import stop_rules as rules
from playground.engine.parameters import Parameter

class LossBelow(rules.Convergence):
    """Low enough."""

    name = "loss_below"
    parameter = Parameter(0.0, low=0, high=1e6, symbol="f <", help="Converged when f is low.")
    usual = 1.0
    noun, title = "loss", "Loss below"
    ended = "the loss is as low as the stop rule asks for."
    met_words, batch_words = "with a loss below {}", "its loss was below {}"
    asked = "you asked to stop at this loss."

    def met(self, seen, number):
        return seen.step.loss < number

@dataclass(frozen=True)
class StopRules(rules.StopRules):
    loss_below: float = LossBelow.setting()

rules.StopRules = StopRules
rules.stop_rules = {f.name: f.metadata["rule"] for f in fields(StopRules)}
'''

RUN = '''
from dataclasses import replace
from playground.lab.edits.surface import set_stop
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.verdicts.surface import verdict
from playground.app.step.update import end_text
from playground.app.text.run_state import state_of

experiment = set_stop(set_stop(new_experiment(), "step_length", 0), "loss_below", 12.0)
assert Experiment.from_dict(experiment.to_dict()) == experiment
assert experiment.to_dict()["stop"]["loss_below"] == 12.0
run = experiment.run_of(experiment.runners[0])
run.ensure(10_000)
assert run.stop == ("converged", "loss_below") and run.stop.by.name == "loss_below"
assert run[run.last].loss < 12.0 <= run[run.last - 1].loss
found = verdict(run)
assert found.kind == "early", found
assert "with a loss below 12: no minimum here" in found.sentence, found
assert found.sentence.endswith("you asked to stop at this loss."), found
assert end_text(run.stop) == "The run stopped here: the loss is as low as the stop rule asks for."
assert state_of(run, run.last, found)[0] == "stopped early"
'''

PANELS = '''
from PySide6.QtWidgets import QApplication, QCheckBox
app = QApplication([])
from playground.app.network.train.stop_box import StopBox
from playground.app.runners.stop_rules import StopPanel, told

for panel in (StopPanel(), StopBox()):
    found = [box for box in panel.findChildren(QCheckBox) if box.text() == "Loss below"]
    assert len(found) == 1 and found[0].toolTip() == "Converged when f is low."
assert told("loss_below", 2.0) == "stop: loss below 2"
assert told("loss_below", 0.0) == "no stop by loss"
'''


def in_a_process(code: str) -> None:
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False,
    )
    assert done.returncode == 0, done.stderr


def test_it_ends_runs_is_kept_in_files_and_has_its_words():
    in_a_process(BEGIN + RUN)


def test_both_panels_have_a_row_for_it():
    in_a_process(BEGIN + PANELS)
