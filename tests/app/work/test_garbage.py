"""Garbage is collected on the GUI thread, between two events."""

import gc
import weakref
from threading import Thread

import pytest
from PySide6.QtCore import QEvent, QObject
from shiboken6 import isValid

from playground.app.shell.start import make_window
from playground.app.work.garbage import Collector
from playground.lab.experiments.experiment import new_experiment


class Knot(QObject):
    """An object of Qt that holds itself."""

    def __init__(self):
        super().__init__()
        self.itself = self


@pytest.fixture
def owner(qapp):
    owner = QObject()
    yield owner
    if isValid(owner):
        owner.deleteLater()


@pytest.fixture
def collector(owner):
    return Collector(owner)


def full(generation):
    """Make a generation due."""
    kept = []
    while gc.get_count()[generation] <= gc.get_threshold()[generation]:
        if generation:
            gc.collect(generation - 1)
        else:
            kept.append([])
    return kept


def test_a_worker_that_makes_many_objects_destroys_no_widget(collector):
    there = weakref.ref(Knot())
    thread = Thread(target=lambda: [[] for _ in range(100_000)])
    thread.start()
    thread.join()
    assert there() is not None


@pytest.mark.parametrize("generation", (0, 1, 2))
def test_what_is_due_is_collected(collector, generation):
    gc.collect()
    knot = Knot()
    for younger in range(generation):
        gc.collect(younger)  # grown old, it waits for an older generation's turn
    there = weakref.ref(knot)
    del knot
    if generation:
        collector.collect()
        assert there() is not None
    kept = full(generation)
    collector.collect()
    assert there() is None
    assert kept is not None


def test_nothing_is_collected_while_the_window_goes(qapp, owner, collector):
    """An object that is collected inside of Qt's destructor waits for a lock that Qt holds."""
    seen = []
    child = QObject(owner)
    child.destroyed.connect(lambda: seen.append(gc.isenabled()))
    owner.deleteLater()
    qapp.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    assert seen == [False] and not gc.isenabled()


def test_a_window_brings_one(qtbot):
    window = make_window(new_experiment(), None, False)
    qtbot.addWidget(window)
    assert window.findChild(Collector) is not None
    assert not gc.isenabled()
