"""A frame's share for stepping follows what painting was seen to take."""

import pytest

from playground.app.core.frame_budget import LEAST, SPARE, FrameBudget

FRAME = 0.016


@pytest.fixture
def budget(qapp, clock):
    budget = FrameBudget(FRAME, 2, clock)
    yield budget
    budget.deleteLater()


def frame(budget, clock, phase, painting, rests=False, idle=0.0):
    """One frame: its steps, its painting, and perhaps a rest of the event loop after it."""
    budget.begin(phase)
    clock.now += budget.stepping
    budget.stepped()
    clock.now += painting
    if rests:
        budget._rest()
    clock.now += idle


def test_stepping_gets_what_painting_leaves(budget, clock):
    for _ in range(60):
        frame(budget, clock, 0, 0.005)
    budget.begin(0)
    assert budget.stepping == pytest.approx(FRAME - SPARE - 0.005, rel=1e-2)


def test_it_gives_way_at_once_and_comes_back_slowly(budget, clock):
    for _ in range(60):
        frame(budget, clock, 0, 0.001)
    quiet = budget.stepping
    frame(budget, clock, 0, 0.009)
    budget.begin(0)
    busy = budget.stepping
    assert busy < quiet - 0.5 * 0.008
    budget.stepped()
    clock.now += 0.001
    budget.begin(0)
    assert busy < budget.stepping < busy + 0.2 * (quiet - busy)


def test_each_phase_is_measured_by_itself(budget, clock):
    for _ in range(60):
        frame(budget, clock, 0, 0.008)
        frame(budget, clock, 1, 0.001)
    budget.begin(0)
    slow = budget.stepping
    budget.begin(1)
    assert budget.stepping > slow + 0.006


def test_stepping_never_starves(budget, clock):
    for _ in range(60):
        frame(budget, clock, 0, 0.2)
    budget.begin(0)
    assert budget.stepping == pytest.approx(LEAST)


def test_waiting_for_the_next_frame_is_not_painting(budget, clock):
    for _ in range(60):
        frame(budget, clock, 0, 0.002, rests=True, idle=0.05)
    budget.begin(0)
    assert budget.stepping == pytest.approx(FRAME - SPARE - 0.002, rel=1e-2)


def test_the_event_loop_itself_tells_when_it_rests(qapp, qtbot, clock):
    budget = FrameBudget(FRAME, 1, clock)
    budget.begin(0)
    budget.stepped()
    clock.now += 0.003
    qtbot.waitUntil(lambda: budget._rested is not None)
    assert budget._rested == clock.now
