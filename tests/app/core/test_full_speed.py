"""At full speed the step's numbers and the transport say the same step, always."""

import re
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from playground.app.core.player import SPEEDS
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def window(open_window):
    endless = replace(new_experiment(), stop=StopRules(step_length=0, max_steps=10**6))
    return open_window(endless)


def transport_step(window):
    labels = window.transport.findChildren(QLabel)
    (label,) = (one for one in labels if one.accessibleName() == "Step at the cursor")
    return int(re.sub(r"\D", "", label.text().partition(" of ")[0]))


def test_the_step_panel_and_the_transport_agree_in_every_frame(window, qtbot):
    player, step, seen = window.player, window.mode.step, []
    player.set_speed(len(SPEEDS) - 1)
    player.moved.connect(lambda _: seen.append(
        (step.update_shown.before.index, transport_step(window), player.racing)
    ))
    player.play()
    qtbot.waitUntil(lambda: len({at for at, _, racing in seen if racing}) > 3)
    player.pause()
    assert all(shown == said for shown, said, racing in seen if racing)
    assert step.update_shown.before.index == transport_step(window) == player.cursor
    assert window.mode.surface.cursor == player.cursor
