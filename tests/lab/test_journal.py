"""What would be lost: the journal knows it for both kinds of problem."""

from dataclasses import replace

from playground.lab.experiment import new_experiment
from playground.lab.journal import Journal
from playground.lab.presets import new_network


def titled(experiment, title):
    return replace(experiment, title=title)


def switched(journal):
    """The other kind of problem, as the program makes it."""
    network = new_network()
    journal.mark_fresh(network)
    journal.record(network, "network")
    return network


def test_going_to_the_other_kind_is_no_change():
    surface = new_experiment()
    journal = Journal(surface)
    network = switched(journal)
    assert not journal.unsaved
    journal.record(surface, "surface")
    assert not journal.unsaved
    journal.record(titled(surface, "mine"), "title")
    assert journal.unsaved
    journal.record(network, "network")
    assert journal.unsaved, "the surface was changed and would be lost"
    journal.undo()
    journal.undo()
    assert not journal.unsaved


def test_a_change_of_what_was_fresh_counts():
    journal = Journal(new_experiment())
    network = switched(journal)
    journal.record(titled(network, "mine"), "title")
    assert journal.unsaved
    journal.undo()
    assert not journal.unsaved


def test_saving_settles_both_kinds():
    surface = new_experiment()
    journal = Journal(surface)
    journal.record(titled(surface, "mine"), "title")
    network = switched(journal)
    assert journal.unsaved
    journal.mark_saved(network)
    assert not journal.unsaved
    journal.record(titled(network, "more"), "title")
    assert journal.unsaved


def test_what_came_from_a_crash_is_unsaved():
    journal = Journal(new_experiment("booth"))
    journal.mark_unsaved()
    assert journal.unsaved
    journal.mark_saved(journal.experiment)
    assert not journal.unsaved
