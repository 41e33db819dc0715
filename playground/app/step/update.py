"""What the step panel says, as data and text: which columns, which pieces, what is copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from playground.app.text import numbers as format
from playground.app.text.latex_as_text import plain
from playground.engine.descent import Step
from playground.engine.noisy_surface import GradientNoise, NoisySurfaceProblem
from playground.engine.optimizer import Line, Optimizer
from playground.engine.problem import Array, Problem
from playground.engine.stopping import Stop, norm
from playground.lab.experiments.experiment import Runner
from playground.lab.runs.run import Run
from playground.lab.verdicts.gradient_note import gradient_note

if TYPE_CHECKING:  # a surface needs no networks
    from playground.engine.networks.place import Place

MOST_COLUMNS = 2
NOISY = "noisy gradient"
_FIELD = re.compile(r"(\^?)\{(\w+)\}")
_ENDS = {
    "not_finite": "the next step leaves the finite numbers. A smaller learning rate may help.",
    "start": "the loss is not finite at the start.",
    "no_gradient": "f has no gradient at the start, where it is vertical or jumps.",
}


class Column(NamedTuple):
    """One coordinate that the panel shows: its name and its place in theta."""

    title: str
    place: int


class Piece(NamedTuple):
    """A part of a line of numbers: text as it stands, or the operand `name`."""

    text: str
    name: str = ""
    raised: bool = False    # an exponent
    brackets: bool = False  # negative numbers need them here: 3 − (−2), (−4)²
    tight: bool = False     # powers of ten as well: √(1×10⁻⁸)
    power: str = ""         # a square that belongs to the number


class Update(NamedTuple):
    """One update with all its numbers: from `before` to `after`, line by line.

    `after` and `lines` are missing where a run has no update at all: it stopped at its start.
    """

    before: Step
    after: Step | None
    lines: tuple[Line, ...]
    optimizer: Optimizer
    columns: tuple[Column, ...]
    stop: Stop | None
    noise: GradientNoise | None = None
    """What the gradient is seen through, if anything."""
    note: str = ""
    """What stands for the gradient where there is none."""
    loss_of: str = ""
    """Of what the losses are, see `Problem.loss_of`; "" on a surface."""

    @property
    def length(self) -> float | None:
        """‖θ(i+1) − θ(i)‖."""
        return None if self.after is None else norm(self.after.theta - self.before.theta)


def update_at(run: Run, cursor: int, place: Place | None = None) -> Update:
    """The update from the cursor's step to the next; at the end of a run the one that led there.

    `place` is a parameter of a network to show.
    """
    index = min(cursor, run.last)
    if index == run.last and run.stop is None:
        run.ensure(index + 1)  # a look ahead that playing on would take anyway
    stop = run.stop if index == run.last else None
    columns = columns_of(run.problem, place)
    if stop and index == 0:
        return Update(run[0], None, (), run.rule_at(0), columns, stop, _noise_of(run))
    first = run.explained_at(cursor)
    before, after = run[first], run[first + 1]
    lines = tuple(run.explain(first))
    return Update(
        before, after, lines, run.rule_at(first), columns, stop, _noise_of(run),
        gradient_note(run.problem, before.theta), run.problem.loss_of,
    )


def _noise_of(run: Run) -> GradientNoise | None:
    problem = run.problem
    return problem.noise if isinstance(problem, NoisySurfaceProblem) else None


def columns_of(problem: Problem, place: Place | None = None) -> tuple[Column, ...]:
    """The coordinates to show: a place that was selected, or the first entries of the first parts,
    x and y on a surface.
    """
    if place is not None and 0 <= place.index < problem.dimension:
        return (Column(problem.name_of(place.index), place.index),)
    starts = [part.start for part in problem.parts[:MOST_COLUMNS]]
    return tuple(Column(problem.name_of(start), start) for start in starts)


def left_out(update: Update) -> str:
    """What of a big problem is not shown, in one sentence; empty for a surface."""
    dimension = len(update.before.theta)
    if dimension <= len(update.columns):
        if update.note:
            return f"At the old point {update.note.replace(' there', '', 1)}."
        return "" if update.noise is None else noise_text(update.noise)
    names = " and ".join(column.title for column in update.columns)
    shown = "is" if len(update.columns) == 1 else "are"
    return (
        f"Of {dimension} parameters {names} {shown} written out; the same update makes all of "
        "them. Select a weight or a bias to see its own numbers."
    )


def noise_text(noise: GradientNoise) -> str:
    """What g is where the gradient is noisy."""
    seen = "∇f" if not noise.terms else (
        f"the mean gradient of {noise.terms} of f's terms, drawn with replacement"
    )
    if noise.size:
        seen += f" with noise of standard deviation {format.number(noise.size)} added to each entry"
    return f"g is {seen}, anew at every step (seed {noise.seed})."


def pieces(template: str) -> tuple[Piece, ...]:
    """A line's `numbers` taken apart: "{m} / (1 − {beta}^{t})" and so on."""
    found: list[Piece] = []
    end = 0
    for match in _FIELD.finditer(template):
        if match.start() > end:
            found.append(Piece(template[end:match.start()]))
        end = match.end()
        before = template[:match.start()].rstrip()
        power = template[end:end + 1]
        raised, powered = bool(match[1]), power in ("²", "³")
        tight = powered or power == "^" or before[-1:] in ("√", "/")
        brackets = tight or before[-1:] not in ("", "(", "^")
        power = power if powered else ""
        found.append(Piece("", match[2], raised, brackets, tight, power))
        end += powered
    if end < len(template):
        found.append(Piece(template[end:]))
    return tuple(found)


def is_assignment(line: Line) -> bool:
    """Whether the line replaces its symbol's old value: m ← β₁ m + (1 − β₁) g."""
    mask = re.escape(line.symbol)
    return re.search(rf"(?<![\w\\]){mask}(?![a-zA-Z])", line.formula) is not None


def latex_of(line: Line) -> str:
    """The whole line typeset."""
    sign = r"\leftarrow" if is_assignment(line) else "="
    return f"{line.symbol} {sign} {line.formula}"


def plain_of(line: Line) -> str:
    """The whole line as plain text: for screen readers, and until it is typeset."""
    return plain(latex_of(line))


def entry(value: float | Array, place: int) -> float:
    """One coordinate of an operand, which may be a plain number for all of them."""
    if not isinstance(value, np.ndarray):
        return value
    return float(value[place] if value.ndim else value)


def change_text(runner: Runner, index: int) -> str:
    """"From step 37 on: learning rate 0.005", for the last change at or before a step."""
    plan = runner.plan
    reached = [place for place, (first, _) in enumerate(plan) if place and first <= index]
    if not reached:
        return ""
    first, optimizer = plan[reached[-1]]
    return f"From step {first} on: {_difference(plan[reached[-1] - 1][1], optimizer)}"


def rate_text(runner: Runner, update: Update) -> str:
    """"η = 0.005 now, 50 % of 0.01": of a rule whose rate follows a schedule."""
    rule = runner.optimizer_at(update.before.index)
    now, whole = (getattr(one, "learning_rate", None) for one in (update.optimizer, rule))
    if rule.schedule is None or now is None or whole is None:
        return ""
    share = format.number(100 * now / whole, 3)
    return f"η = {format.number(now)} now, {share} % of {format.number(whole)}"


def _difference(old: Optimizer, new: Optimizer) -> str:
    same = type(old) is type(new)
    settings = {
        name: value for name, value in new.settings.items()
        if not same or old.settings.get(name) != value
    }
    if not same:
        settings = {k: v for k, v in settings.items() if k == "learning_rate"}
    words = [f"{k.replace('_', ' ')} {format.setting(v)}" for k, v in settings.items()]
    return ", ".join(([] if same else [new.title]) + words) or "as before"


def end_text(stop: Stop) -> str:
    """Why a run ended, where nobody gave a better sentence."""
    what = stop.by.ended if stop.by else _ENDS.get(stop.rule, f"{stop.kind}.")
    if stop.kind == "batch_converged":
        what = what.replace("the gradient", "one batch's gradient")
    return f"The run stopped here: {what}"


def rows_of(update: Update) -> Iterator[tuple[str, str, Array]]:
    """The table, whole: symbol, name and value (an array with an entry for each coordinate)."""
    yield r"\theta^{(i)}", "old point", update.before.theta
    yield "g", "gradient ∇f" if update.noise is None else NOISY, update.before.grad
    for line in update.lines[:-1]:
        yield line.symbol, line.name, line.value
    if update.after is not None:
        yield r"\theta^{(i+1)}", "new point", update.after.theta


def as_text(update: Update, label: str) -> str:
    """Everything with all digits, as a table with tabs: for a spreadsheet or a letter."""
    full, columns = format.full, update.columns
    first, after = update.before.index, update.after
    span = f"step {first}" if after is None else f"step {first} → {after.index}"
    lines = [f"{label}\t{span}", "\t".join(["", *(c.title for c in columns)])]
    for _, name, value in rows_of(update):
        lines.append("\t".join([name, *(full(entry(value, c.place)) for c in columns)]))
    if update.length is not None:
        lines.append(f"length of the step\t{full(update.length)}")
    lines.append(f"f before\t{full(update.before.loss)}")
    if after is not None:
        lines.append(f"f after\t{full(after.loss)}")
    for line in update.lines:
        lines.append(plain_of(line))
        lines += [f"{c.title}\t{_numbers_text(line, c)}" for c in columns]
    return "\n".join(lines)


def _numbers_text(line: Line, column: Column) -> str:
    text = ""
    for piece in pieces(line.numbers):
        if not piece.name:
            text += piece.text
            continue
        digits = format.full(entry(line.operands[piece.name], column.place))
        text += f"^{digits}" if piece.raised else (
            f"({digits})" if piece.brackets and digits.startswith("-") else digits) + piece.power
    return f"{text} = {format.full(entry(line.value, column.place))}"
