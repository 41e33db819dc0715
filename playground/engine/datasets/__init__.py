"""The datasets: one file each, registered under the name that experiment files use."""

from playground.engine.dataset import Data, Dataset, datasets
from playground.engine.registry import import_all

import_all(__name__, __path__)

__all__ = ["Data", "Dataset", "datasets"]
