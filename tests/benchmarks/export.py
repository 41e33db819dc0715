"""How long an export of 10,000 steps takes: walked, walked again beside it, and written.

    PYTHONPATH=. python tests/benchmarks/export.py
"""

import time

from playground.lab.experiments.experiment import Experiment
from playground.lab.export.program import program, recorded
from tests.lab.export.cases import network, surface

STEPS = 10_000
DEEP = {"sizes": [2, 8, 8, 1], "activations": ["tanh", "tanh", "linear"],
        "dataset": {"name": "xor", "settings": {"samples": 250}}}
RUNS = {
    "surface": surface(
        {"surface": "rosenbrock"},
        {"optimizer": "adam", "start": [-1.2, 1], "settings": {"learning_rate": 1e-4}}, STEPS,
    ),
    "network on batches of 10": network(
        {"optimizer": "momentum", "settings": {"learning_rate": 0.01}}, STEPS, **DEEP,
        batch={"size": 10},
    ),
    "network on all 250 samples": network(
        {"optimizer": "adam", "settings": {"learning_rate": 0.001}}, STEPS, **DEEP,
        batch={"size": None},
    ),
}

if __name__ == "__main__":
    for name, document in RUNS.items():
        experiment = Experiment.from_dict(document)
        for target in ("numpy", "pytorch", "keras", "notebook"):
            begin = time.process_time()
            recording = recorded(experiment, experiment.runners[0], target)
            program(experiment, experiment.runners[0], recording, target, "run")
            print(f"{name}, {target}: {time.process_time() - begin:.2f} s of CPU for "
                  f"{recording.steps:,} steps")
