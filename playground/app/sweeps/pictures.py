"""From a sweep to what its pictures show."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np

from playground.app.plots.loglog import Curve
from playground.app.sweeps.curves import THEORY, Bound, Points
from playground.app.sweeps.heat_map import Border, Fields
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import SettingError
from playground.engine.problem import Array
from playground.lab.experiments.experiment import Runner
from playground.lab.sweeps.over import RATE
from playground.lab.sweeps.swept import Measure, Swept
from playground.lab.sweeps.theory import Parabola

FINE = 160
"""Points of a theoretical curve."""
Theory = dict[int, Parabola]
"""By the runners' slots: where f is a parabola to them."""


def points_of(swept: Swept, measure: Measure) -> list[Points]:
    """The runs of each runner; NaN where nothing is known yet."""
    made = []
    for slot in swept.slots:
        places = swept.places(slot)
        found = [swept.outcomes.get(k) for k in places]
        made.append(Points(
            slot, swept.label(slot),
            np.array([swept.trials[k].values[0] for k in places]),
            np.array([nan if one is None else measure.of(one) for one in found]),
            tuple(places),
            np.array([swept.ran_away(k) for k in places]),
            np.array([
                one is not None and one.stop == "max_steps" and measure.key != "loss"
                for one in found
            ]),
        ))
    return made


def is_log(swept: Swept, measure: Measure) -> bool:
    """Whether numbers of outcomes stand on a logarithmic axis: where all are greater than 0."""
    found = [measure.of(one) for k, one in swept.outcomes.items() if not swept.ran_away(k)]
    return all(value > 0 for value in found) if found else measure.key != "loss"


def bounds_of(swept: Swept, theory: Theory) -> list[Bound]:
    """The rates that theory forbids to exceed, where the sweep goes over rates."""
    if swept.names != (RATE,):
        return []
    made = []
    for runner in swept.experiment.runners:
        found = theory[runner.slot].bound(runner.optimizer) if runner.slot in theory else None
        if found is not None:
            made.append(Bound(runner.slot, *found))
    return made


def curves_of(swept: Swept, measure: Measure, theory: Theory) -> list[Curve]:
    """What theory says of each runner, dashed."""
    made: list[Curve] = []
    for runner in swept.experiment.runners:
        if runner.slot not in theory or runner.slot not in swept.slots or measure.key == (
            "evaluations"
        ):
            continue
        over = swept.overs[0]
        x = np.geomspace(over.low, over.high, FINE) if over.log else np.linspace(
            over.low, over.high, FINE
        )
        y = np.array([_expected(swept, theory[runner.slot], runner, v, measure) for v in x])
        if np.isfinite(y).any():
            name = "theory" if not made else ""
            made.append(Curve(x, y, THEORY, name, runner.slot))
    return made


def _expected(
    swept: Swept, parabola: Parabola, runner: Runner, value: float, measure: Measure
) -> float:
    rule = _with(runner.optimizer, swept.names[0], value)
    if rule is None:
        return nan
    steps = parabola.steps(rule, swept.experiment.stop)
    return steps if measure.key == "steps" else parabola.loss_after(rule, steps)


def _with(rule: Optimizer, name: str, value: float) -> Optimizer | None:
    change: dict[str, float] = {name: value}
    try:
        return replace(rule, **change)  # type: ignore[arg-type]
    except SettingError:
        return None


def fields_of(swept: Swept, measure: Measure) -> Fields:
    """The map of a sweep over two settings."""
    x, y = (
        np.array(sorted({trial.values[axis] for trial in swept.trials})) for axis in (0, 1)
    )
    shape = (len(y), len(x))
    numbers = np.full(shape, nan)
    away, out = np.zeros(shape, bool), np.zeros(shape, bool)
    places = np.zeros(shape, np.intp)
    for k, trial in enumerate(swept.trials):
        at = int(np.searchsorted(y, trial.values[1])), int(np.searchsorted(x, trial.values[0]))
        places[at] = k
        found = swept.outcomes.get(k)
        if found is not None:
            away[at] = swept.ran_away(k)
            out[at] = measure.key != "loss" and found.stop == "max_steps"
            numbers[at] = measure.of(found)
    logs = (swept.overs[0].log, swept.overs[1].log)
    return Fields(x, y, numbers, away, out, places, logs, is_log(swept, measure))


def border_of(swept: Swept, theory: Theory) -> Border | None:
    """Where the largest stable rate runs through the map of a rate and another setting."""
    if RATE not in swept.names or not theory:
        return None
    slot = swept.slots[0]
    runner = next(r for r in swept.experiment.runners if r.slot == slot)
    parabola = theory.get(slot)
    if parabola is None:
        return None
    axis = swept.names.index(RATE)
    other = swept.overs[1 - axis]
    values = np.linspace(other.low, other.high, FINE)
    rates: list[float] = []
    formula = ""
    for value in values:
        rule = _with(runner.optimizer, other.name, float(value))
        found = None if rule is None else parabola.bound(rule)
        rates.append(nan if found is None else found[0])
        formula = formula if found is None else f"η = {found[1]}"
    if not np.isfinite(rates).any():
        return None
    along: tuple[Array, Array] = (np.array(rates), values)
    return Border(*(along if axis == 0 else along[::-1]), formula)
