"""Edits of a network, its data and its training, each from one Experiment to the next.

As in `lab.edits`, nothing here changes what it was given; what cannot be raises SettingError with
a sentence to show. Layers are numbered as in the lecture: layer ℓ = 1 ... L has W(ℓ), b(ℓ) and an
activation, layer 0 is the input.

`runner` says whose network: None edits the shared problem, and with it every runner whose own
problem agrees with the shared one in what is edited (the duel's activations stay apart while its
data changes for all); a number edits that runner alone and leaves the others as they are.
Every edit here starts the runs anew: branches are dropped. A start that does not fit any more is
dropped too. After an edit of the weights, show step 0: that is where the new numbers stand.
"""

from __future__ import annotations

from playground.lab.edits.data import (
    choose_dataset,
    set_dataset_setting,
    set_features,
    set_points,
)
from playground.lab.edits.scope import is_network, recipe_of, scope, whose
from playground.lab.edits.shape import (
    MOST_LAYERS,
    MOST_UNITS,
    UNITS,
    add_layer,
    remove_layer,
    set_activation,
    set_units,
)
from playground.lab.edits.training import set_batch, set_loss, set_regularization
from playground.lab.edits.weights import (
    freeze,
    reinitialize,
    set_all_parameters,
    set_initializer,
    set_initializer_setting,
    set_weight,
    unfreeze,
)

__all__ = [
    "MOST_LAYERS", "MOST_UNITS", "UNITS", "add_layer", "choose_dataset", "freeze", "is_network",
    "recipe_of", "reinitialize", "remove_layer", "scope", "set_activation", "set_all_parameters",
    "set_batch", "set_dataset_setting", "set_features", "set_initializer",
    "set_initializer_setting", "set_loss", "set_points", "set_regularization", "set_units",
    "set_weight", "unfreeze", "whose",
]
