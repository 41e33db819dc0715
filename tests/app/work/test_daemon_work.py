"""Work that may never come back: told here when it is done, forgotten otherwise."""

import threading

import pytest

from playground.app.work.daemon_work import Aside, within


@pytest.fixture
def aside(qtbot):
    """One that nothing is asked of after the test."""
    made = Aside()
    yield made
    made.forget()


def test_a_result_is_told_on_this_thread(aside, qtbot):
    told = []
    aside.ask(threading.current_thread, lambda t: told.append((t, threading.current_thread())))
    assert aside.busy
    qtbot.waitUntil(lambda: bool(told))
    ((worker, here),) = told
    assert here is threading.main_thread() and worker is not here and worker.daemon
    assert not aside.busy


def test_a_moment_may_be_enough(aside):
    told = []
    aside.ask(lambda: 7, told.append)
    aside.wait(10)
    assert told == [7]
    aside.wait(10)  # nothing to wait for
    assert told == [7]


def test_what_never_comes_back_holds_nobody_up(aside, qtbot):
    never, told = threading.Event(), []
    aside.ask(never.wait, told.append)
    aside.wait(0.01)
    assert aside.busy and not told
    aside.ask(lambda: 8, told.append)
    qtbot.waitUntil(lambda: told == [8])
    never.set()
    aside.ask(never.wait, told.append)
    aside.forget()
    qtbot.wait(50)
    assert told == [8]


def test_an_exception_arrives_here(aside):
    aside.ask(lambda: 1 / 0, lambda result: None)
    with pytest.raises(ZeroDivisionError):
        aside.wait(10)
    assert not aside.busy


def test_parts_are_told_in_order_until_they_are_not_wanted(aside, qtbot):
    told, gate = [], threading.Event()

    def parts():
        yield 1
        yield 2
        gate.wait(60)
        yield 3

    aside.ask(parts, told.append)
    qtbot.waitUntil(lambda: told == [1, 2])
    assert aside.busy
    gate.set()
    qtbot.waitUntil(lambda: told == [1, 2, 3])
    assert not aside.busy
    aside.ask(parts, lambda part: (told.append(-part), aside.forget()))
    aside.wait(60)
    assert told[3:] == [-1] and not aside.busy


def test_what_was_told_last_may_ask_for_more(aside):
    told = []

    def more(result):
        told.append(result)
        if result < 3:
            aside.ask(lambda: result + 1, more)
            aside.wait(60)

    aside.ask(lambda: 1, more)
    aside.wait(60)
    assert told == [1, 2, 3] and not aside.busy


def test_an_exception_is_told_to_who_wants_it(aside):
    told = []
    aside.ask(lambda: 1 / 0, told.append, told.append)
    aside.wait(60)
    assert [type(error) for error in told] == [ZeroDivisionError]


def test_the_window_itself_waits_a_moment_only():
    gate = threading.Event()
    assert within(lambda: 7, 8, 60) == 7
    assert within(gate.wait, 8, 0.01) == 8
    gate.set()
    with pytest.raises(ZeroDivisionError):
        within(lambda: 1 / 0, 8, 60)
