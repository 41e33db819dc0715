"""A report of an experiment: one self-contained HTML file; the window prints the same as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from playground import __version__
from playground.engine.networks.fitting import FittingProblem
from playground.lab.experiments.code_text import code_of
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.worked import plain, worked_backprop, worked_update
from playground.lab.runs.results import quality
from playground.lab.runs.run import Run

Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, with its caption and what it shows, in words."""

    svg: str
    title: str
    words: str


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs, perhaps a table (its first row is the head) and pictures."""

    title: str
    words: tuple[str, ...] = ()
    table: Table = ()
    pictures: tuple[Picture, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Report:
    """What is handed in."""

    title: str
    name: str = ""
    notes: str = ""
    sections: tuple[Section, ...] = field(default=())


def report(
    experiment: Experiment, runs: Sequence[Run], verdicts: Sequence[str], cursor: int,
    selected: int, name: str = "", notes: str = "", pictures: Sequence[Picture] = (),
) -> Report:
    """The report of what is on screen; `verdicts` are the runs' sentences, in their order."""
    sections = [_settings(experiment, cursor), _runs(experiment), _results(experiment, runs)]
    told = tuple(
        f"{runner.label}: {sentence}"
        for runner, sentence in zip(experiment.runners, verdicts, strict=True) if sentence
    )
    sections += [Section("What became of them", told)] if told else []
    if pictures:
        sections.append(Section("Pictures", pictures=tuple(pictures)))
    if selected < len(runs):
        sections.append(_worked(experiment, runs[selected], cursor, selected))
    sections.append(_code(experiment))
    return Report(experiment.title or "Experiment", name, notes, tuple(sections))


def _settings(experiment: Experiment, cursor: int) -> Section:
    recipe = experiment.problem
    rows = [("Setting", "Value")]
    if recipe.kind == "surface":
        rows += [("Surface", recipe.surface.title), ("f(x, y)", recipe.surface.formula)]
        rows += [(name, str(value)) for name, value in recipe.surface.settings.items()]
    else:
        batch = recipe.batch
        size = "all samples" if batch.size is None else f"{batch.size} samples"
        rows += [
            ("Network", "–".join(map(str, recipe.network.sizes))),
            ("Activations", ", ".join(recipe.network.activations)),
            ("Data", recipe.dataset.title), ("Loss", recipe.loss),
            ("Batch", f"{size}, {batch.reduction}, {batch.sampling}"),
        ]
        rows += [("λ₁", plain(recipe.l1))] if recipe.l1 else []
        rows += [("λ₂", plain(recipe.l2))] if recipe.l2 else []
        rows += [("Features", ", ".join(recipe.features))] if recipe.features else []
    rows += [
        (name.replace("_", " "), f"{value:g}")
        for name, value in experiment.stop.settings.items() if value
    ]
    rows += [
        ("Seed", str(experiment.seed)), ("Step looked at", f"{cursor:,}"),
        ("Program", f"Optimization Playground {__version__}"), ("Date", date.today().isoformat()),
    ]
    return Section("Settings", table=tuple(rows))


def _runs(experiment: Experiment) -> Section:
    rows: list[tuple[str, ...]] = [("Runner", "From step", "Rule", "Settings", "Form")]
    for runner in experiment.runners:
        for begin, optimizer in runner.plan:
            said = [_listed(optimizer.settings)]
            if optimizer.schedule is not None:
                of = _listed(optimizer.schedule.settings)
                said.append(f"rate by schedule: {optimizer.schedule.title} ({of})")
            limits = {f"by {name}": most for name, most in optimizer.clip.settings.items() if most}
            said += [f"gradient clipped {_listed(limits)}"] * bool(limits)
            if optimizer.sam.on:
                said.append(f"sharpness-aware: {_listed(optimizer.sam.settings)}")
            if runner.noise is not None and runner.noise.is_on:
                said.append(f"gradient noise: {_listed(runner.noise.settings)}")
            form = "Keras'" if optimizer.convention == "keras" else "PyTorch's"
            text = "; ".join(part for part in said if part)
            rows.append((runner.label, str(begin), optimizer.title, text, form))
    return Section("Runners", table=tuple(rows))


def _listed(settings: Mapping[str, Any]) -> str:
    """learning rate 0.05, beta1 0.9."""
    return ", ".join(
        f"{name.replace('_', ' ')} {value:g}" if isinstance(value, float) else
        f"{name.replace('_', ' ')} {value}" for name, value in settings.items()
    )


def _results(experiment: Experiment, runs: Sequence[Run]) -> Section:
    network = experiment.problem.kind == "network"
    heads = ["Runner", "Steps", "Ended", "Risk" if network else "f"]
    heads += ["Test risk", "Accuracy", "Test accuracy"] if network else ["x", "y"]
    rows: list[tuple[str, ...]] = [tuple(heads)]
    for runner, run in zip(experiment.runners, runs, strict=True):
        theta = run[run.last].theta
        found = quality(run.problem, theta)
        ended = run.stop.kind.replace("_", " ") if run.stop else "still going"
        cells = [runner.label, f"{run.last:,}", ended, plain(found.risk)]
        if network:
            cells += [
                "–" if value is None else plain(value)
                for value in (found.test_risk, found.accuracy, found.test_accuracy)
            ]
        else:
            cells += [plain(float(value)) for value in theta]
        rows.append(tuple(cells))
    return Section("Results", table=tuple(rows))


def _worked(experiment: Experiment, run: Run, cursor: int, selected: int) -> Section:
    label, step = experiment.runners[selected].label, min(cursor, run.last)
    head = ("Quantity", "Numbers", "Result")
    if isinstance(run.problem, FittingProblem):
        words, lines, exact = worked_backprop(run.problem, run[step].theta)
        said = [f"{label}, with the parameters of step {step:,}. {words}"]
        if exact:
            said.append("All numbers are exact fractions.")
        return Section(
            "Backpropagation, number by number", tuple(said), (head, *map(tuple, lines))
        )
    lines = worked_update(run, step)
    return Section(
        "The step, number by number", (f"{label}, from step {step:,} to the next.",),
        (head, *map(tuple, lines)),
    )


def _code(experiment: Experiment) -> Section:
    try:
        code = code_of(experiment)
    except BadInputError as error:
        return Section("The experiment's code", (f"None: the experiment {error}.",))
    return Section(
        "The experiment's code",
        ("Pasted into the program (Edit > Paste code), this line is the experiment.",), code=code,
    )


_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1d2433; max-width: 48rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: 0; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.by { color: #5b6475; } table { border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #dfe3e8;
  vertical-align: top; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #848d9b; } td { font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; break-inside: avoid; } figure svg { width: 100%; height: auto; }
figcaption { color: #5b6475; } code { overflow-wrap: anywhere; font-size: .85rem; }
@media print { body { font-size: 11pt; margin: 0; max-width: none; } tr { break-inside: avoid; } }
"""


def as_html(made: Report) -> str:
    """The whole page, with nothing outside of it."""
    by = f"<p class='by'>{escape(made.name)}</p>" if made.name else ""
    notes = "".join(
        f"<p>{escape(line)}</p>" for line in made.notes.splitlines() if line.strip()
    )
    body = "\n".join(map(_section, made.sections))
    return (
        f"<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        f"<meta name='viewport' content='width=device-width'>\n"
        f"<title>{escape(made.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(made.title)}</h1>\n{by}\n"
        + (f"<section><h2>Notes</h2>{notes}</section>\n" if notes else "")
        + f"{body}\n</main>\n</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    parts = [f"<section>\n<h2>{escape(section.title)}</h2>"]
    parts += [f"<p>{escape(words)}</p>" for words in section.words]
    if section.table:
        parts.append(table_html(section.table))
    parts += [
        f"<figure role='group'>{_inline(picture)}<figcaption>{escape(picture.title)}</figcaption>"
        "</figure>" for picture in section.pictures
    ]
    if section.code:
        parts.append(f"<p><code>{escape(section.code)}</code></p>")
    return "\n".join([*parts, "</section>"])


def table_html(table: Table) -> str:
    """A table whose first row is its head and whose first column names its rows."""
    head = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in table[0])
    rows = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>\n"
        for row in table[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"


def _inline(picture: Picture) -> str:
    """An SVG as part of the page: without its declaration, with a name for who cannot see it.

    Names inside it get a beginning of their own, as two pictures stand on one page.
    """
    begin = picture.svg.index("<svg")
    mine = "".join(c for c in picture.title.lower() if c.isascii() and c.isalpha())
    text = picture.svg[begin:]
    for mark in ('id="', "url(#", 'href="#'):
        text = text.replace(mark, f"{mark}{mine}")
    return text.replace("<svg", f'<svg role="img" aria-label="{escape(picture.words)}"', 1)
