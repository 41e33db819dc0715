"""A sweep of 200 runs on all processes and on one; how soon it is given up; frames meanwhile.

    python tests/benchmarks/sweep.py

At least 1.7 times faster on two cores (the start of the processes counted), given up within 0.2 s,
the window at 60 frames (16.7 ms) meanwhile. Also the gradients that L-BFGS and Adam need to risk
0.05 on the ready race, at least 3 times fewer for the first.
"""

import os
import sys
import time
from statistics import median

from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import presets
from playground.lab.runs.cost import EVALUATIONS
from playground.lab.runs.results import quality
from playground.lab.sweeps import pools
from playground.lab.sweeps.over import Over, jobs_of, trials_of
from playground.lab.sweeps.sweep import outcomes

RUNS = 200


def work():
    """An experiment, and 200 rates for it: a network, as a class would sweep it."""
    made = presets["lbfgs_or_adam"].experiment()
    adam = made.runners[1]
    return Experiment(made.problem, (adam,), StopRules(max_steps=250))


def swept(executor, workers):
    """Seconds for all of them."""
    experiment, over = work(), Over("learning_rate", 1e-4, 0.1, RUNS, True)
    pools.os.cpu_count = lambda: workers
    jobs = jobs_of(experiment, [over.name], trials_of(experiment, [over], 0))
    begin = time.perf_counter()
    found = [one for one in outcomes(jobs, executor) if one is not None]
    assert len(found) == RUNS
    return time.perf_counter() - begin


def given_up(executor):
    """Seconds from giving up until nothing computes any more, in the middle of long runs."""
    experiment = work()
    long = Experiment(experiment.problem, experiment.runners, StopRules(max_steps=10**6))
    over = Over("learning_rate", 1e-4, 0.1, 50, True)
    search = outcomes(jobs_of(long, [over.name], trials_of(long, [over], 0)), executor)
    begin = time.perf_counter()
    for _ in search:
        if time.perf_counter() - begin > 2.5:
            break
    begin = time.perf_counter()
    search.close()
    return time.perf_counter() - begin


def gradients_to(runner, experiment, risk=0.05):
    """Passes over the data until the risk is that low."""
    run = experiment.run_of(runner)
    run.ensure(200)
    step = next(k for k in range(201) if quality(run.problem, run[k].theta).risk <= risk)
    return EVALUATIONS.of(run, step) / run.problem.samples(0)


def in_the_window():
    """Frames while the window sweeps, and how soon its Stop has an end."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer

    from playground.app.shell.start import make_application, make_window
    from tests.benchmarks.event_loop import let_run

    app = make_application(keep_settings=False)
    window = make_window(work())
    window.resize(1280, 720)
    window.show()
    window.mode.complete()
    window.mode.docks.bring("sweep")
    let_run(app, 1)
    panel = window.mode.panels["sweep"]
    gaps, last = [], [time.perf_counter()]

    def tick():
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    timer = QTimer(window)
    timer.setInterval(0)
    timer.timeout.connect(tick)
    panel.question.set_overs(Over("learning_rate", 1e-4, 0.1, RUNS, True))
    panel.start()
    let_run(app, 1.5)  # the processes start
    timer.start()
    last[0] = time.perf_counter()
    let_run(app, 3)
    timer.stop()
    gaps.sort()
    late = sum(gap > 16.7 for gap in gaps)
    print(f"window while sweeping: longest between two turns {gaps[-1]:.1f} ms, "
          f"99th percentile {gaps[int(0.99 * len(gaps))]:.2f} ms, {late} of {len(gaps)} late")
    begin = time.perf_counter()
    panel.stop()
    app.processEvents()
    print(f"Stop returns after {(time.perf_counter() - begin) * 1000:.1f} ms (at most 200)")
    begin = time.perf_counter()
    window.close()
    print(f"the window closes in {time.perf_counter() - begin:.2f} s")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    cores = os.cpu_count()
    turns = [(swept("processes", 1), swept("processes", cores)) for _ in range(3)]
    print(f"{RUNS} runs: on one process {min(a for a, _ in turns):.2f} s, on {cores} "
          f"{min(b for _, b in turns):.2f} s; {median(a / b for a, b in turns):.2f} times faster "
          "(at least 1.7)")
    for name in ("threads", "processes"):
        print(f"given up on {name}: {given_up(name) * 1000:.0f} ms (at most 200)")
    race = presets["lbfgs_or_adam"].experiment()
    lbfgs, adam = (gradients_to(runner, race) for runner in race.runners)
    print(f"gradients to risk 0.05: L-BFGS {lbfgs:.0f}, Adam {adam:.0f}, {adam / lbfgs:.1f} times")
    in_the_window()
