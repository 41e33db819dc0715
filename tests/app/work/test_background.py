"""One worker: results come on the GUI thread, the newest request wins, stopping waits."""

import threading

import pytest
from PySide6.QtCore import QThread

from playground.app.work.background import Background, shared, stop_all


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    made.stop()


def test_work_runs_elsewhere_and_its_result_comes_home(background, qtbot, qapp):
    got = []
    background.submit(
        "a", threading.get_ident, lambda ident: got.append((ident, QThread.currentThread()))
    )
    qtbot.waitUntil(lambda: bool(got))
    (ident, home), = got
    assert ident != threading.get_ident()
    assert home is qapp.thread()
    assert not background.busy


def test_the_newest_request_wins(background, qtbot):
    gate, got = threading.Event(), []
    background.submit("block", gate.wait, lambda _: None)
    for k in range(5):
        background.submit("a", lambda k=k: k, got.append)
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert got == [4]


def test_a_result_that_became_stale_on_its_way_is_dropped(background, qtbot):
    started, gate, got = threading.Event(), threading.Event(), []

    def slow():
        started.set()
        gate.wait()
        return "old"

    background.submit("a", slow, got.append)
    started.wait()
    background.submit("a", lambda: "new", got.append)
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert got == ["new"]


def test_an_error_is_delivered(background, qtbot):
    errors = []
    background.submit("a", lambda: 1 / 0, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)
    assert not background.busy


def test_an_error_nobody_asked_for_is_raised(background, qtbot):
    with qtbot.captureExceptions() as caught:
        background.submit("a", lambda: 1 / 0, lambda _: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_a_generator_delivers_as_it_goes(background, qtbot):
    got = []
    background.submit("a", lambda: (k * k for k in range(4)), got.append)
    qtbot.waitUntil(lambda: not background.busy)
    assert got == [0, 1, 4, 9]


def test_a_generator_is_left_when_nobody_wants_it(background, qtbot):
    closed, got = threading.Event(), []

    def endless():
        try:
            while True:
                yield 1
        finally:
            closed.set()

    background.submit("a", endless, got.append)
    qtbot.waitUntil(lambda: bool(got))
    background.cancel("a")
    assert closed.wait(5)
    count = len(got)
    qtbot.wait(5)
    assert len(got) == count


def test_stop_waits_and_then_nothing_runs(background, qtbot):
    finished = []
    started = threading.Event()

    def work():
        started.set()
        threading.Event().wait(0.05)
        finished.append(1)

    background.submit("a", work, lambda _: finished.append("delivered"))
    background.submit("b", lambda: finished.append("b"), lambda _: None)
    started.wait()
    background.stop()
    assert finished == [1]
    background.submit("c", lambda: finished.append("c"), lambda _: None)
    background.stop()
    qtbot.wait(5)
    assert finished == [1]
    assert not [t for t in threading.enumerate() if t.name.startswith("playground")]


def test_the_shared_worker_is_made_anew_after_a_stop():
    first = shared()
    assert shared() is first
    stop_all()
    assert shared() is not first
