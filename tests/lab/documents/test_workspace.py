"""What would be lost: the workspace knows it for each half on its own."""

from dataclasses import replace
from pathlib import Path

from playground.lab.documents.document import Document
from playground.lab.documents.workspace import MOST_ENTRIES, Workspace
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network, presets


def titled(experiment, title):
    return replace(experiment, title=title)


def both():
    """A workspace that looks at a network; the surface was there before."""
    workspace = Workspace(new_experiment())
    network = workspace.put(new_network()).experiment
    workspace.record(network, "network")
    return workspace


def kinds(workspace):
    return [half.kind for half in workspace.halves]


def unsaved(workspace):
    return {half.kind for half in workspace.halves if half.unsaved}


def test_going_to_the_other_half_is_no_edit():
    workspace = both()
    assert kinds(workspace) == ["network", "surface"]
    assert unsaved(workspace) == set() and workspace.undo_what is None
    workspace.record(new_experiment(), "surface")
    assert kinds(workspace) == ["surface", "network"]
    assert unsaved(workspace) == set() and workspace.undo_what is None


def test_each_half_undoes_its_own():
    workspace = both()
    workspace.record(titled(new_network(), "mine"), "title")
    workspace.record(titled(new_experiment(), "other"), "another title")
    assert workspace.undo() == new_experiment() and workspace.undo_what is None
    assert workspace.undo() == new_experiment()
    workspace.record(titled(new_network(), "mine"), "network")
    assert workspace.undo_what == "title" and workspace.undo() == new_network()
    assert workspace.redo().title == "mine"


def test_saving_one_half_settles_that_one_alone():
    workspace = both()
    network = titled(new_network(), "mine")
    workspace.record(network, "title")
    workspace.record(titled(new_experiment(), "other"), "title")
    assert unsaved(workspace) == {"surface", "network"}
    workspace.mark_saved(workspace.experiment)
    assert unsaved(workspace) == {"network"} and not workspace.unsaved
    workspace.mark_saved(network)
    assert unsaved(workspace) == set()
    workspace.undo()
    assert unsaved(workspace) == {"surface"}, "the file holds what was undone"


def test_many_edits_in_one_half_forget_nothing_of_the_other():
    workspace = both()
    workspace.record(titled(new_network(), "mine"), "title")
    for seed in range(MOST_ENTRIES + 10):
        workspace.record(replace(new_experiment(), seed=seed + 1), "seed")
    assert unsaved(workspace) == {"surface", "network"}
    assert workspace.half("network").experiment.title == "mine"


def test_beginning_a_half_anew_leaves_the_other():
    workspace = both()
    workspace.front.path = Path("net.json")
    workspace.record(titled(new_network(), "mine"), "title")
    workspace.reset(new_experiment("booth"))
    assert kinds(workspace) == ["surface", "network"] and unsaved(workspace) == {"network"}
    assert workspace.front.path is None and workspace.half("network").path == Path("net.json")


def test_what_came_from_a_crash_is_unsaved():
    workspace = Workspace(new_experiment("booth"))
    workspace.mark_unsaved()
    assert workspace.unsaved
    workspace.mark_saved(workspace.experiment)
    assert not workspace.unsaved


def test_a_half_that_an_edit_begins_is_unsaved():
    workspace = Workspace(new_experiment("booth"))
    workspace.record(new_network(), "nobody made this by itself")
    assert kinds(workspace) == ["network", "surface"] and unsaved(workspace) == {"network"}
    workspace.mark_all_saved()
    assert unsaved(workspace) == set()


def test_another_document_in_the_same_past_has_no_file_and_undo_goes_back_to_the_one_it_had():
    first, second = presets["xor"].experiment(), presets["digits"].experiment()
    half = Document(first)
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
    half = Document(first)
    half.path = Path("one.json")
    half.record(second, "preset digits", another=True)
    half.path = Path("one.json")
    half.mark_saved(second)
    half.undo()
    assert half.path is None and half.unsaved
