"""What is to be exported, looked at once for every target: names, arrays, batches, words."""



from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from playground import __version__
from playground.engine.descent import Plan
from playground.engine.networks.batches import BLOCK, MOST_ORDERED
from playground.engine.networks.fitting import FittingProblem
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.recording import Recording
from playground.lab.export.writing import Beside, assigned, commented, fingerprint, is_short

MOST_DRAWN = 1_000_000
"""Rows of batches that are written down; more are drawn again by the program itself."""
MOST_NUMBERS = 20_000_000
MOST_SHORT_DRAWN = 400
BATCH = "def batch(i):  # the samples that step i sees"


@dataclass
class Task:
    """One runner's recorded run, and the file beside the program that it becomes.

    `told` are words that go into the program's head, `reads_file` how the program finds the file.
    """

    title: str
    label: str
    recording: Recording
    beside: Beside
    seed: int = 0
    today: str = field(default_factory=lambda: date.today().isoformat())

    @property
    def plan(self) -> Plan:
        """The rules that made updates: those that begin after the last step made none."""
        parts = self.recording.problem.parts
        plan = tuple((begin, rule.on(parts)) for begin, rule in self.recording.plan)
        return tuple(part for part in plan if part[0] < self.recording.steps) or plan[:1]

    def steps_where(self, holds: Callable[[Optimizer], bool]) -> str | None:
        """A condition on the step i: a rule is at work of which this holds. "" where it holds of
        all rules of the plan, None where it holds of none.
        """
        ends = [begin for begin, _ in self.plan[1:]] + [None]
        found = [
            f"{begin} <= i" + (f" < {end}" if end is not None else "")
            for (begin, rule), end in zip(self.plan, ends, strict=True) if holds(rule)
        ]
        if len(found) == len(self.plan):
            return ""
        return " or ".join(found) or None

    @property
    def climb(self) -> tuple[float, str] | None:
        """How far sharpness-aware steps climb, the same for all of a runner's rules that do, and
        the condition under which steps do; None where none does.
        """
        where = self.steps_where(lambda rule: rule.sam.on)
        rho = max(rule.sam.rho for _, rule in self.plan)
        return None if where is None else (rho, where)

    @property
    def steps(self) -> int:
        """How many updates there are."""
        return self.recording.steps

    def head(self, library: str, run: str) -> list[str]:
        """The docstring: what this is, of which version, and what it repeats."""
        r = self.recording
        what = commented(f"{self.title} ({self.label})" if self.title else self.label)
        same = f"the same {self.steps:,} updates from the same start{self._on_batches()}"
        said = [
            f'"""{what}: a run of the Optimization Playground {__version__}, in {library}.',
            f"Of {self.today}. It makes {same}, {run};",
            'it prints the loss expected and its own, and exits with 1 where they part."""',
        ]
        if r.judged < self.steps:
            said.append(
                f"# After step {r.judged:,} rounding errors grow so much that no two programs "
                "agree: what follows is not judged."
            )
        return said

    def expected_lines(self, tensor: str = "np.array({})") -> list[str]:
        """The losses to come, and the parameters at the last step that is judged."""
        r = self.recording
        text = self.beside.array("END", r.end, is_short(r.end))
        return [
            f"# What the app recorded: the loss by step, and the parameters at step {r.judged}.",
            f"EXPECTED = {r.expected | r.unjudged}", f"END = {tensor.format(text)}",
            f"JUDGED, TOLERANCE, FLOOR = {r.judged}, {r.precision.tolerance}, {r.floor}",
        ]

    def _on_batches(self) -> str:
        problem = self.recording.problem
        return " on the same batches" if not problem.sees_all else ""

    @cached_property
    def drawn(self) -> Drawn | None:
        """Which samples each step sees; None for a surface."""
        problem = self.recording.problem
        return Drawn(problem, self.steps) if isinstance(problem, FittingProblem) else None

    def array_lines(self, name: str, values: Any, comment: str = "") -> list[str]:
        """`name = [...]`, or its place in the file."""
        text = self.beside.array(name, values, is_short(values))
        return assigned(name, text, comment)

    def extra_lines(self) -> list[str]:
        """What a schedule and noise make of each step, where there are any."""
        r, lines = self.recording, list[str]()
        for name, values, words in (
            ("RATES", r.rates, "the learning rate of each update, by its schedule"),
            ("NOISE", r.noise, "what is added to each step's gradient"),
        ):
            if values is not None:
                text = self.beside.array(name, values, values.size <= MOST_SHORT_DRAWN)
                inline = not text.startswith("file")
                lines += assigned(name, f"np.array({text})" if inline else text, words)
        return lines

    def file_lines(self, path: str = 'Path(__file__).with_name("{name}")') -> list[str]:
        """How the program opens the file beside it; nothing where there is none."""
        data = self.beside.data()
        if data is None:
            return []
        name = self.beside.name
        return [
            f"data = {path.format(name=name)}.read_bytes()",
            f'same = hashlib.sha256(data).hexdigest() == "{fingerprint(data)}"',
            f'assert same, "{name} is not the file that was written with this program"',
            "file = np.load(io.BytesIO(data))",
        ]


class Drawn:
    """The data that a run needs, and which rows of it each step sees.

    `X` are the data's own columns, `Y` the targets as the loss takes them. `rows` has a row of
    indices for each epoch ("shuffle") or step ("replacement"); None where no such list is needed.
    """

    def __init__(self, problem: FittingProblem, steps: int) -> None:
        self.batches = batches = problem.batches
        self.full = batches.is_full
        self.sampling = batches.sampling
        self.size = batches.samples if self.full or batches.size is None else batches.size
        self.per_epoch = batches.per_epoch
        self.rows: Any = None
        self.draws_again = False
        source = problem.data.source
        self.X, self.Y = problem.data.X, problem.y
        self.samples = batches.samples
        count = batches.seen(steps + 1)
        large = source is not None or (self.samples > MOST_ORDERED and self.sampling != "in_order")
        if source is not None and self.full:
            self._check(self.samples)
            self.X, self.Y = source.block(0, self.samples)
        elif large and not self.full:
            self._check(count)
            self._gather(problem, steps)
        elif not self.full and self.sampling != "in_order":
            self.draws_again = count > MOST_DRAWN
            if not self.draws_again:
                self.rows = self._written(steps)

    def _written(self, steps: int) -> Any:
        kind = np.min_scalar_type(self.samples)
        if self.sampling == "replacement":
            return np.array([self.batches.rows(i) for i in range(steps + 1)], dtype=kind)
        epochs = range(steps // self.per_epoch + 1)
        return np.array([self._epoch(epoch) for epoch in epochs], dtype=kind)

    def _epoch(self, epoch: int) -> Array:
        first = epoch * self.per_epoch
        rows = [self.batches.rows(first + k) for k in range(self.per_epoch)]
        return np.concatenate([r for r in rows if r is not None])

    def _gather(self, problem: FittingProblem, steps: int) -> None:
        """Of data too large to go along: the rows that were seen, and each step's among them."""
        seen = [np.asarray(self.batches.rows(i)) for i in range(steps + 1)]
        used, places = np.unique(np.concatenate(seen), return_inverse=True)
        source = problem.data.source
        self.X, self.Y = source.take(used) if source else (self.X[used], self.Y[used])
        ends = np.cumsum([len(rows) for rows in seen])[:-1]
        parts = np.split(places, ends)
        longest = max(map(len, parts))
        table = np.full((len(parts), longest), -1, dtype=np.int32)
        for row, part in zip(table, parts, strict=True):
            row[: len(part)] = part
        self.rows, self.sampling = table, "recorded"

    def _check(self, rows: int) -> None:
        columns = self.X.shape[1] + self.Y.shape[1]
        if rows * columns > MOST_NUMBERS:
            raise BadInputError(
                "", f"the run sees {rows:,} rows of its data, more than an export takes along "
                f"({MOST_NUMBERS // columns:,}); export fewer steps"
            )

    def lines(self, task: Task) -> list[str]:
        """`batch(i)`: the rows of step i, as an index into X and Y; nothing for all of them."""
        if self.full:
            return []
        if self.sampling == "in_order":
            return [
                "def batch(i):  # the samples that step i sees: in order, at the end what is left",
                f"    k = i % {self.per_epoch}",
                f"    return slice(k * {self.size}, (k + 1) * {self.size})",
            ]
        if self.draws_again:
            return self._drawing(task.seed)
        short = self.rows.size <= MOST_SHORT_DRAWN
        name, what = ("ORDER", "the samples as each epoch goes through them")
        if self.sampling != "shuffle":
            name, what = "ROWS", "the samples of each step"
        text = task.beside.array(name.lower(), self.rows, short)
        lines = assigned(name, f"np.array({text})" if short else text, what)
        lines += ["", BATCH]
        if self.sampling == "shuffle":
            return [
                *lines, f"    epoch, k = divmod(i, {self.per_epoch})",
                f"    return ORDER[epoch][k * {self.size} : (k + 1) * {self.size}]",
            ]
        if self.sampling == "recorded":
            return [*lines, "    return ROWS[i][ROWS[i] >= 0]"]
        return [*lines, "    return ROWS[i]"]

    def _drawing(self, seed: int) -> list[str]:
        """The product's own way to draw: a generator for each block, from (seed, stream, block)."""
        n, m = self.samples, self.size
        checked = [self.batches.rows(i) for i in (0, 1)]
        tail = [f"for i, rows in enumerate({[r.tolist() for r in checked if r is not None]}):",
                "    assert batch(i).tolist() == rows, \"this NumPy draws other random numbers\""]
        head = ["@functools.lru_cache(8)"]
        if self.sampling == "shuffle":
            many = max(1, BLOCK // n)
            return [
                *head, "def orders(block):",
                f'    """{many} epochs, a permutation of the samples in each row."""',
                f"    rows = np.tile(np.arange({n}), ({many}, 1))",
                f"    return np.random.default_rng(({seed}, 2, block)).permuted(rows, axis=1)", "",
                BATCH, f"    epoch, k = divmod(i, {self.per_epoch})",
                f"    order = orders(epoch // {many})[epoch % {many}]",
                f"    return order[k * {m} : (k + 1) * {m}]", *tail,
            ]
        many = max(1, BLOCK // m)
        return [
            *head, "def draws(block):",
            f'    """{many} steps, the draws of each in a row."""',
            f"    rng = np.random.default_rng(({seed}, 2, block))",
            f"    return rng.integers({n}, size=({many}, {m}))", "", BATCH,
            f"    return draws(i // {many})[i % {many}]", *tail,
        ]


def described(optimizer: Optimizer) -> str:
    """A rule with its settings, for a comment."""
    settings = ", ".join(f"{name} {value}" for name, value in optimizer.settings.items())
    return f"{optimizer.title} ({settings})"
