"""What would be lost: the journal knows it for each half on its own."""

from dataclasses import replace
from pathlib import Path

from playground.lab.documents.document import Half
from playground.lab.documents.workspace import MOST_ENTRIES, Journal
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network, presets


def titled(experiment, title):
    return replace(experiment, title=title)


def both():
    """A journal that looks at a network; the surface was there before."""
    journal = Journal(new_experiment())
    network = journal.put(new_network()).experiment
    journal.record(network, "network")
    return journal


def kinds(journal):
    return [half.kind for half in journal.halves]


def unsaved(journal):
    return {half.kind for half in journal.halves if half.unsaved}


def test_going_to_the_other_half_is_no_edit():
    journal = both()
    assert kinds(journal) == ["network", "surface"]
    assert unsaved(journal) == set() and journal.undo_what is None
    journal.record(new_experiment(), "surface")
    assert kinds(journal) == ["surface", "network"]
    assert unsaved(journal) == set() and journal.undo_what is None


def test_each_half_undoes_its_own():
    journal = both()
    journal.record(titled(new_network(), "mine"), "title")
    journal.record(titled(new_experiment(), "other"), "another title")
    assert journal.undo() == new_experiment() and journal.undo_what is None
    assert journal.undo() == new_experiment()
    journal.record(titled(new_network(), "mine"), "network")
    assert journal.undo_what == "title" and journal.undo() == new_network()
    assert journal.redo().title == "mine"


def test_saving_one_half_settles_that_one_alone():
    journal = both()
    network = titled(new_network(), "mine")
    journal.record(network, "title")
    journal.record(titled(new_experiment(), "other"), "title")
    assert unsaved(journal) == {"surface", "network"}
    journal.mark_saved(journal.experiment)
    assert unsaved(journal) == {"network"} and not journal.unsaved
    journal.mark_saved(network)
    assert unsaved(journal) == set()
    journal.undo()
    assert unsaved(journal) == {"surface"}, "the file holds what was undone"


def test_many_edits_in_one_half_forget_nothing_of_the_other():
    journal = both()
    journal.record(titled(new_network(), "mine"), "title")
    for seed in range(MOST_ENTRIES + 10):
        journal.record(replace(new_experiment(), seed=seed + 1), "seed")
    assert unsaved(journal) == {"surface", "network"}
    assert journal.half("network").experiment.title == "mine"


def test_beginning_a_half_anew_leaves_the_other():
    journal = both()
    journal.front.path = Path("net.json")
    journal.record(titled(new_network(), "mine"), "title")
    journal.reset(new_experiment("booth"))
    assert kinds(journal) == ["surface", "network"] and unsaved(journal) == {"network"}
    assert journal.front.path is None and journal.half("network").path == Path("net.json")


def test_what_came_from_a_crash_is_unsaved():
    journal = Journal(new_experiment("booth"))
    journal.mark_unsaved()
    assert journal.unsaved
    journal.mark_saved(journal.experiment)
    assert not journal.unsaved


def test_a_half_that_an_edit_begins_is_unsaved():
    journal = Journal(new_experiment("booth"))
    journal.record(new_network(), "nobody made this by itself")
    assert kinds(journal) == ["network", "surface"] and unsaved(journal) == {"network"}
    journal.mark_all_saved()
    assert unsaved(journal) == set()


def test_another_document_in_the_same_past_has_no_file_and_undo_goes_back_to_the_one_it_had():
    first, second = presets["xor"].experiment(), presets["digits"].experiment()
    half = Half(first)
    half.path = Path("penguins.json")
    half.record(second, "preset digits", another=True)
    assert half.path is None and half.unsaved
    half.path = Path("digits.json")
    half.mark_saved(second)
    assert not half.unsaved
    half.record(replace(second, seed=5), "seed")
    assert half.path == Path("digits.json") and half.unsaved
    half.undo(), half.undo()
    assert half.path == Path("penguins.json") and not half.unsaved
    half.redo()
    assert half.path == Path("digits.json") and not half.unsaved


def test_a_file_holds_one_document():
    first, second = presets["xor"].experiment(), presets["digits"].experiment()
    half = Half(first)
    half.path = Path("one.json")
    half.record(second, "preset digits", another=True)
    half.path = Path("one.json")
    half.mark_saved(second)
    half.undo()
    assert half.path is None and half.unsaved
