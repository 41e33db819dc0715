"""Surfaces and optimizers of one's own: Python files in one folder, run only when it was allowed.

Such a file looks just like one of ours (`playground/engine/surfaces/bowl.py`, say) and registers
what it defines. It is run aside: what it brings is looked at (`plugin_check`) and then taken in all
at once; of a file that fails nothing stays. Nothing here runs a file by itself: that a folder may
run is for `plugin_trust` to say and for the callers to ask.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from threading import current_thread, main_thread
from types import ModuleType
from typing import Any

from platformdirs import user_documents_path

from playground.engine.optimizers import optimizers
from playground.engine.registry import Collected, Registry, collected
from playground.engine.surfaces import surfaces
from playground.lab.documents.disk import one_line
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.natural_sort import natural
from playground.lab.plugins.check import check
from playground.lab.plugins.crash_marks import Marks, Print, print_of
from playground.lab.plugins.faults import Fault, fault_of, line_of
from playground.lab.plugins.time_limit import time_limit
from playground.lab.plugins.trust import why_file_unsafe

REGISTRIES: tuple[Registry[Any], ...] = (surfaces, optimizers)
"""What a file may bring."""
MOST_FILES = 100
MOST_BYTES = 2**20
SECONDS = 10.0
STUCK = (
    "hung or ended the program when it was loaded last; mend it, or press Reload to try it "
    "once more"
)

MODULE = "own_file_"
_numbers = itertools.count(1)
_current: tuple[Report, ...] | None = None
_taken: set[Path] = set()
"""Files that have brought something since the program started: runs may still go by them."""


def documents_folder() -> Path:
    """Where a person keeps experiments and files for this program; may not exist yet."""
    return user_documents_path() / "Optimization Playground"


def plugins_folder() -> Path:
    """Where one's own surfaces and optimizers are looked for; may not exist yet."""
    return documents_folder() / "Surfaces and optimizers"


@dataclass(frozen=True)
class Report:
    """What became of one file: what it brings, and what is wrong with it."""

    file: Path
    brings: tuple[Collected, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def words(self) -> str:
        """What it brings, in words: "surface “Egg box”, optimizer “Signs”"."""
        return ", ".join(f"{c.registry.kind} “{c.thing.title}”" for c in self.brings)


def files_in(folder: Path) -> list[Path]:
    """The Python files directly in a folder, in natural order; none if there is no such folder.

    Names that begin with a dot or an underscore are left alone. Raises OSError where the folder
    cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if e.name.endswith(".py") and e.name[0] not in "._"]
    except FileNotFoundError:
        return []
    return [folder / name for name in sorted(names, key=natural)]


def load_folder(
    folder: Path, any_owner: bool = False, marks: Marks | None = None,
    starting: Callable[[Path], object] = lambda file: None, seconds: float = SECONDS,
) -> list[Report]:
    """Run the files of a folder and look at what they bring; changes no registry.

    `starting` is called before each file. Raises OSError where the folder cannot be read.
    """
    marks = marks or Marks()
    reports: list[Report] = []
    taken: dict[tuple[str, str], Path] = {}
    for place, file in enumerate(files_in(folder)):
        if place == MOST_FILES:
            left_out = f"is one too many: only the first {MOST_FILES} files are loaded"
            reports.append(Report(file, faults=(Fault(left_out),)))
            break
        starting(file)
        report = _without_clashes(_load_file(file, any_owner, marks, seconds), taken)
        taken.update({(c.registry.kind, c.name): file for c in report.brings})
        reports.append(report)
    return reports


def take_in(reports: Sequence[Report]) -> None:
    """Let the registries hold what these files bring, in place of what earlier ones brought."""
    global _current
    _current = tuple(reports)
    _taken.update(r.file for r in reports if r.brings)
    for registry in REGISTRIES:
        registry.set_own({
            c.name: (c.thing, r.file.name)
            for r in reports for c in r.brings if c.registry is registry
        })


def current() -> tuple[Report, ...] | None:
    """What was taken in last; None if nothing ever was."""
    return _current


def is_own(thing: object) -> bool:
    """Whether this is an object of a class from a file of one's own."""
    return type(thing).__module__.startswith(MODULE)


def blame(error: BaseException) -> str:
    """Which file of one's own an unexpected exception comes from, in a sentence; "" if from none.

    A file may be fine when it is looked at and fail later, somewhere on the way of a run.
    """
    for file in _taken:
        line = line_of(error, file)
        if line is not None:
            return one_line(f"{file.name}: line {line}: {fault_of(error, file, 0).sentence}")
    return ""


def _without_clashes(report: Report, taken: dict[tuple[str, str], Path]) -> Report:
    """Without what an earlier file brought under the same name."""
    brings, faults = [], list(report.faults)
    for c in report.brings:
        earlier = taken.get((c.registry.kind, c.name))
        if earlier is None:
            brings.append(c)
        else:
            faults.append(Fault(
                f"the {c.registry.kind} “{c.name}” comes from {earlier.name} already; "
                "give one of them another name"
            ))
    return Report(report.file, tuple(brings), tuple(faults))


def _load_file(file: Path, any_owner: bool, marks: Marks, seconds: float) -> Report:
    print_: Print | None = None
    try:
        source, found = _read(file, any_owner)
        print_ = print_of(file, found)
        if marks.is_stuck(print_):
            raise _FileError(STUCK)
        marks.begin(print_)
        # Whatever it prints belongs to the person at the terminal, never into our output.
        with redirect_stdout(sys.stderr), time_limit(seconds):
            return _checked(file, _run(file, source))
    except _FileError as error:
        return Report(file, faults=(Fault(str(error)),))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and current_thread() is main_thread():
            raise  # Ctrl+C
        fault = fault_of(error, file, seconds)
        if fault.hung and print_ is not None:
            marks.add_stuck(print_)
        return Report(file, faults=(fault,))
    finally:
        marks.end()


class _FileError(Exception):
    """A file that is not even run, and why."""


def _read(file: Path, any_owner: bool) -> tuple[bytes, os.stat_result]:
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            raise _FileError("is no file; remove it from this folder")
        with open(file, "rb") as opened:
            found = os.fstat(opened.fileno())
            unsafe = why_file_unsafe(found, any_owner)
            if unsafe:
                raise _FileError(unsafe)
            source = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise _FileError(f"cannot be read ({error.strerror or error})") from None
    if len(source) > MOST_BYTES:
        raise _FileError(f"is larger than {MOST_BYTES >> 20} MiB; that is no such file")
    return source, found


def _run(file: Path, source: bytes) -> list[Collected]:
    """What the file registers when it is run as a module of its own."""
    try:
        text = importlib.util.decode_source(source)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise _FileError("is not UTF-8 text; save it as UTF-8") from None
    if "\0" in text:
        raise _FileError("is not text; remove it from this folder")
    stem = "".join(c if c.isalnum() else "_" for c in file.stem)
    module = ModuleType(f"{MODULE}{next(_numbers)}_{stem}")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module  # dataclasses look theirs up
    try:
        with collected(module.__name__) as found:
            exec(compile(text, str(file), "exec", dont_inherit=True), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    return found


def _checked(file: Path, found: list[Collected]) -> Report:
    """What of all this can be used."""
    if not found:
        return Report(file, faults=(Fault(
            'registers nothing; write @surfaces.register("name") above a surface, or '
            '@optimizers.register("name") above an optimizer'
        ),))
    brings: list[Collected] = []
    faults: list[Fault] = []
    for item in found:
        fault = _refused(item, brings) or check(item, file)
        if fault is None:
            brings.append(item)
        else:
            faults.append(fault)
    return Report(file, tuple(brings), tuple(faults))


def _refused(item: Collected, before: list[Collected]) -> Fault | None:
    """Why something cannot be registered under its name."""
    registry, name = item.registry, item.name
    if registry not in REGISTRIES:
        return Fault(
            f"registers a kind of thing ({registry.kind}) that own files cannot bring; surfaces "
            "and optimizers only"
        )
    if not (isinstance(name, str) and name.isidentifier() and name.isascii() and len(name) <= 40):
        return Fault(
            f"the name {one_line(repr(name))[:60]} must be a word of letters, digits and _, "
            "at most 40"
        )
    if name in registry and name not in registry.own:
        return Fault(
            f"the {registry.kind} “{name}” is there already; register yours under another name"
        )
    if any(c.registry is registry and c.name == name for c in before):
        return Fault(f"the {registry.kind} “{name}” is registered twice in this file")
    return None


def faults_of(reports: Sequence[Report]) -> Iterator[str]:
    """Every fault in a line: file, line, sentence."""
    for report in reports:
        for fault in report.faults:
            yield one_line(f"{report.file.name}: {fault}")


def renewed(experiment: Experiment) -> Experiment:
    """The experiment with the present classes in place of earlier ones of the same names.

    Raises BadInputError where that cannot be: a name has gone, or a setting.
    """
    problem = experiment.problem
    things: list[object] = [problem.surface] if problem.kind == "surface" else []
    for runner in experiment.runners:
        things += [optimizer for _, optimizer in runner.plan]
    if not any(map(is_own, things)):
        return experiment
    return Experiment.from_dict(experiment.to_dict())
