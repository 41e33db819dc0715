"""A million steps: the memory they take, and how long any of them takes to reach.

    python tests/benchmarks/million_steps.py
"""

import random
import resource
import sys
import time

from playground.engine import SurfaceProblem, optimizers, surfaces
from playground.engine.stopping import StopRules
from playground.lab.runs.history import DEFAULT_BUDGET
from playground.lab.runs.run import Run

COUNT = 1_000_000
MIB = 2**20


def peak():
    """The most memory this process has had, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def measure(name, rate):
    """One optimizer's million steps."""
    problem = SurfaceProblem(surfaces["lecture_example"]())
    optimizer = optimizers[name].from_settings({"learning_rate": rate})
    before = peak()
    run = Run(problem, optimizer, rules=StopRules(max_steps=COUNT))
    begin = time.perf_counter()
    run.ensure(COUNT)
    seconds = time.perf_counter() - begin
    assert run.last == COUNT
    grown = (peak() - before) / MIB
    slowest = 0.0
    for index in random.Random(0).sample(range(COUNT), 300):
        begin = time.perf_counter()
        run[index]
        slowest = max(slowest, time.perf_counter() - begin)
    print(
        f"{name}: {COUNT:,} steps in {seconds:.1f} s, memory +{grown:.0f} MiB "
        f"(at most {DEFAULT_BUDGET / MIB + 20:.0f}), slowest of 300 jumps {slowest * 1e3:.1f} ms "
        "(at most 50)"
    )


if __name__ == "__main__":
    measure("gradient_descent", 1e-7)
    measure("adam", 1e-7)
