"""Applying an edit keeps seeds, title, scope and name; a refused edit does nothing."""

from dataclasses import replace

import pytest

from playground.engine.parameters import SettingError
from playground.lab.edits import network, surface
from playground.lab.edits.apply import Scope, apply
from playground.lab.edits.own_settings import SETTINGS, share
from playground.lab.edits.scope import recipe_of
from playground.lab.edits.seeds import many_seeds, seed_count
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network, presets


def two():
    return surface.add_runner(new_network(), "momentum")


def units(n):
    return lambda e, r: network.set_units(e, 1, n, r)


def sizes(experiment):
    return [recipe_of(experiment, k).network.sizes[1] for k in range(len(experiment.runners))]


def test_an_edit_for_all_reaches_all_and_has_its_own_name():
    before = two()
    was = sizes(before)[0]
    applied = apply(before, units(was + 1), "wider", "width", Scope(1, SETTINGS["layers"]))
    assert sizes(applied.experiment) == [was + 1, was + 1]
    assert applied[1:] == ("wider", "width")


def test_an_edit_for_one_says_so_and_merges_with_its_own_drags_alone():
    before = two()
    was = sizes(before)[0]
    scope = Scope(1, SETTINGS["layers"], only=True)
    applied = apply(before, units(was + 1), "wider", "width", scope)
    assert sizes(applied.experiment) == [was, was + 1]
    assert applied[1:] == (f"wider, only {before.runners[1].label}", "width of 1")
    again = apply(applied.experiment, units(was + 2), "wider", None, replace(scope, only=False))
    assert sizes(again.experiment) == [was, was + 2]  # what is its own already is edited for it
    assert again.merge is None


def test_without_several_runners_nothing_is_for_one_only():
    applied = apply(new_network(), units(7), "wider", "width", Scope(0, SETTINGS["layers"], True))
    assert applied[1:] == ("wider", "width") and sizes(applied.experiment) == [7]


def test_there_may_be_no_runner_at_all():
    empty = replace(new_network(), runners=())
    applied = apply(empty, units(7), "wider", scope=Scope(0, SETTINGS["layers"], only=True))
    assert recipe_of(applied.experiment).network.sizes[1] == 7


def test_runners_called_after_seeds_are_drawn_again_in_the_new_shape():
    seeds = many_seeds(new_network(), 3)
    wider = apply(seeds, units(7), "wider").experiment
    assert seed_count(seeds) == seed_count(wider) == 3
    pairs = zip(seeds.runners, wider.runners, strict=True)
    assert all(len(a.start) < len(b.start) for a, b in pairs)


def test_what_is_changed_for_one_seed_alone_stays_changed():
    """Given back the shared start, it would be drawn again as if nothing had been done."""
    seeds = many_seeds(new_network(), 3)
    applied = apply(seeds, lambda e, _: share(e, 1, "start"), "start", scope=Scope(1, only=True))
    assert applied.experiment.runners[1].start is None
    assert applied.experiment.runners[0] == seeds.runners[0]


@pytest.mark.parametrize("name", presets)
def test_a_presets_title_tells_of_any_edit_of_its_networks_and_of_none_after_it_is_undone(name):
    made = presets[name].experiment()
    changed = apply(made, lambda e, r: network.set_regularization(e, r, l2=0.123), "l2").experiment
    assert changed.title == f"{made.title} (changed)"
    back = apply(changed, lambda e, _: replace(made, title=e.title), "back").experiment
    assert back.title == made.title


def test_a_refused_edit_leaves_everything_as_it_was():
    before = two()
    copy = replace(before)
    with pytest.raises(SettingError):
        apply(before, units(0), "none", scope=Scope(0, SETTINGS["layers"]))
    assert before == copy


def test_an_edit_that_changes_nothing_keeps_the_very_experiment_equal():
    before = many_seeds(new_network(), 3)
    assert apply(before, lambda e, _: e, "nothing").experiment is before


def test_a_surface_keeps_what_its_edit_says():
    before = new_experiment()
    after = apply(before, lambda e, _: surface.set_start(e, (1.0, 2.0), 0), "start", "start 0")
    assert after[1:] == ("start", "start 0")
    assert after.experiment == surface.set_start(before, (1.0, 2.0), 0)


def test_another_runner_is_told_in_the_title_of_a_ready_network_as_another_loss_is():
    made = presets["xor"].experiment()
    more = apply(made, lambda e, _: surface.add_runner(e, "momentum"), "add").experiment
    assert more.title == f"{made.title} (changed)"
    less = apply(more, lambda e, _: surface.remove_runner(e, 1), "remove").experiment
    assert less.title == made.title
