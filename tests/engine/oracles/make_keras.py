"""Makes keras.json: what Keras' own optimizers say, for every rule that has Keras' form here.

    pip install keras torch && KERAS_BACKEND=torch python tests/engine/oracles/make_keras.py

Keras computes in single precision on most backends: five or six digits are to be expected.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from playground.engine.conventions import has_convention, kind_in  # noqa: E402
from playground.engine.optimizers import optimizers  # noqa: E402
from playground.engine.parameters import declared  # noqa: E402
from playground.lab.export.written_rules import keras_call  # noqa: E402
from tests.engine.oracles.make import moved  # noqa: E402

STEPS = (1, 2, 3, 10)
STARTS: dict[str, Any] = {"vector": [1.0, -2.0], "matrix": [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]}
CURVATURES: dict[str, Any] = {"vector": [1.0, 3.0], "matrix": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}


def cases() -> list[dict[str, Any]]:
    """Every rule at its defaults and with every setting off them, on bowls f = ½ Σ c θ²."""
    known = [name for name in optimizers if has_convention(optimizers[name], "keras")]
    found = []
    for name in known:
        kind = kind_in(optimizers[name], "keras")
        other = {key: moved(p) for key, p in declared(kind).items() if key != "learning_rate"}
        for shape in ("vector", "matrix") if name == "muon" else ("vector",):
            found += [walked(name, shape, settings) for settings in ({}, other)]
    return found


def walked(name: str, shape: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Where Keras' own class leads."""
    rule = kind_in(optimizers[name], "keras").from_settings(settings)
    theirs = eval(keras_call(rule), {"keras": keras})
    theta = keras.Variable(np.array(STARTS[shape]), name="kernel")
    theirs.build([theta])
    points: dict[str, Any] = {}
    for step in range(1, max(STEPS) + 1):
        at = np.array(keras.ops.convert_to_numpy(theta), float)
        theirs.apply([keras.ops.convert_to_tensor(np.array(CURVATURES[shape]) * at)], [theta])
        if step in STEPS:
            points[str(step)] = np.array(keras.ops.convert_to_numpy(theta), float).tolist()
    return {
        "optimizer": name, "settings": settings, "start": STARTS[shape],
        "curvatures": CURVATURES[shape], "points": points,
    }


if __name__ == "__main__":
    made = {"keras": keras.__version__, "cases": cases()}
    (HERE / "keras.json").write_text(json.dumps(made, indent=1) + "\n")
