"""What is said of a sweep."""

from __future__ import annotations

from playground.app.text.numbers import count, grouped, number, setting
from playground.app.text.run_state import ENDS
from playground.engine.parameters import Parameter
from playground.lab.sweeps.outcome import Outcome
from playground.lab.sweeps.swept import Measure, Swept

EMPTY = (
    "Which learning rate is right? Choose a setting above and press Sweep: every runner then walks "
    "once with each value, and its end stands here as a point. Two settings make a map."
)
STALE = "The experiment is another one since: these runs are of the one before. Sweep again."
NO_RUNNER = "Nobody is running. Add a runner to try its settings out."
NO_NUMBER = "No runner's rule here has a number that could be tried out."


def symbol_of(name: str, known: Parameter) -> str:
    """η, or "population" for what has no symbol."""
    return known.symbol or name.replace("_", " ")


def axis_name(name: str, known: Parameter) -> str:
    """What stands at an axis: "learning rate η"."""
    words = name.replace("_", " ")
    return f"{words} {known.symbol}" if known.symbol else words


def values_text(swept: Swept, place: int, known: dict[str, Parameter]) -> str:
    """ "GD, η = 0.1"."""
    trial = swept.trials[place]
    said = [
        f"{symbol_of(name, known[name])} = {setting(value)}"
        for name, value in zip(swept.names, trial.values, strict=True)
    ]
    return f"{swept.label(trial.slot)}, {', '.join(said)}"


def outcome_text(outcome: Outcome | None, ran_away: bool = False) -> str:
    """ "converged after 31 steps, loss 0.002"."""
    if outcome is None:
        return "not run yet"
    if outcome.diverged:
        return f"diverged after {count(outcome.steps, 'step')}"
    after = "after" if outcome.stop != "max_steps" else ":"
    how = f"{ENDS[outcome.stop]} {after} ".replace(" : ", ": ")
    return (
        f"{how}{count(outcome.steps, 'step')}, "
        f"{count(outcome.gradient_evaluations, 'gradient evaluation')}, "
        f"loss {number(outcome.loss)}{', above its start' if ran_away else ''}"
    )


def point_text(swept: Swept, place: int, known: dict[str, Parameter]) -> str:
    """A point in words."""
    ended = outcome_text(swept.outcomes.get(place), swept.ran_away(place))
    return f"{values_text(swept, place, known)}: {ended}"


def summary(swept: Swept, measure: Measure, known: dict[str, Parameter]) -> str:
    """Who is best where, and how many ran away."""
    said = []
    for slot in swept.slots:
        place = swept.best(slot, measure)
        label = swept.label(slot)
        if place is None:
            said.append(f"{label}: no run " + (
                "stayed finite" if measure.key == "loss" else "met a stop rule"
            ))
            continue
        outcome = swept.outcomes[place]
        best = {
            "loss": f"loss {number(outcome.loss)}", "steps": count(outcome.steps, "step"),
            "evaluations": count(outcome.gradient_evaluations, "gradient evaluation"),
        }[measure.key]
        said.append(f"{values_text(swept, place, known)}: {best}")
    runs = f"{grouped(len(swept.outcomes))} of {count(len(swept.trials), 'run')}"
    if swept.away:
        runs += f", {grouped(swept.away)} ran away (×)"
    kind = "Lowest" if measure.key == "loss" else "Fewest"
    return f"{kind}: {'; '.join(said)}. {runs}."
