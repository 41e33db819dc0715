"""The optimizers: one file each, registered under the name that experiment files use."""

from playground.engine.optimizer import Optimizer, optimizers
from playground.engine.registry import import_all

import_all(__name__, __path__)
optimizers.order_by(lambda optimizer: (not optimizer.in_lecture, optimizer.year))

__all__ = ["Optimizer", "optimizers"]
