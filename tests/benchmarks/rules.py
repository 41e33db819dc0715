"""A recorded step of every rule beside Adam's, on a surface and on a network.

    python tests/benchmarks/rules.py

First-order rules (that go by the gradient alone, Muon too) are to take at most 2 times Adam's; the
others ask for more in each update, and are printed for comparison. Also Adam with a schedule,
clipped, and sharpness-aware, which takes a second gradient.
"""

import time
from dataclasses import replace

from playground.engine.clipping import Clip
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules
from playground.engine.sharpness_aware import SharpnessAware
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.experiments.presets import presets
from playground.lab.runs.run import Run

COUNT, TURNS = 1500, 7


def seconds(problem, rule, count):
    """How long the steps of a run take, without what else the machine does."""
    run = Run(problem, rule)
    begin = time.thread_time()
    run.ensure(count)
    return (time.thread_time() - begin) / max(run.last, 1)


def rules():
    """By name: every registered rule, and Adam's options."""
    adam = optimizers["adam"]()
    made = {name: kind() for name, kind in optimizers.items()}
    made |= {
        "adam, cosine": replace(adam, schedule=schedules["cosine"]()),
        "adam, clipped": replace(adam, clip=Clip(norm=1.0)),
        "adam, SAM": replace(adam, sam=SharpnessAware(0.05)),
    }
    return made


if __name__ == "__main__":
    xor = presets["xor"].experiment()
    problems = {
        "Rosenbrock": SurfaceProblem(surfaces["rosenbrock"]()),
        "2-4-1, batches of 10": xor.problem_of(xor.runners[0]),
    }
    for title, problem in problems.items():
        known = {name: rule for name, rule in rules().items() if not rule.why_not(problem)}
        count = {name: COUNT if not rule.asks or rule.may_climb else 60
                 for name, rule in known.items()}
        best = {
            name: min(seconds(problem, rule, count[name]) for _ in range(TURNS))
            for name, rule in known.items()
        }
        print(f"{title}: Adam {best['adam'] * 1e6:.1f} us a step")
        for name in sorted(best, key=best.get):
            first = not known[name].asks or known[name].may_climb
            ratio = best[name] / best["adam"]
            note = "at most 2" if first and "," not in name else "not first order" \
                if not first else "an option"
            print(f"  {name:22} {best[name] * 1e6:8.1f} us  {ratio:6.2f}  {note}")
