"""What was said already about files of one's own: a mistake is told once, until the file changes.

The window of own files shows every mistake all the time; this is about what a start says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.documents.recovery import state_folder
from playground.lab.plugins.crash_marks import print_of
from playground.lab.plugins.load import Report, faults_of

MOST_KEPT = 200


class Told:
    """The mistakes that were told, kept between starts; where that fails, they are told again."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or state_folder()) / "told.json"

    def news(self, reports: Sequence[Report]) -> tuple[str, ...]:
        """The faults not told yet, a line each. From now on they count as told."""
        told = self._read()
        new = [(r, key) for r in reports if r.faults and (key := _key(r)) not in told]
        if new:
            files = {str(report.file) for report, _ in new}
            kept = [key for key in told if isinstance(key, list) and files.isdisjoint(key[:1])]
            self._write([*kept, *(key for _, key in new)][-MOST_KEPT:])
        return tuple(faults_of([report for report, _ in new]))

    def _read(self) -> list[object]:
        with suppress(OSError, ValueError, RecursionError):
            told = json.loads(self._file.read_text(encoding="utf-8"))
            return told if isinstance(told, list) else []
        return []

    def _write(self, told: Sequence[object]) -> None:
        text = json.dumps(told, ensure_ascii=False)
        with suppress(OSError, FileProblemError, UnicodeError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, lambda file: file.write(text.encode()))


def _key(report: Report) -> list[object]:
    """The file as it was, and what is wrong with it."""
    lines = list(faults_of([report]))
    with suppress(OSError):
        return [*print_of(report.file, report.file.stat()), lines]
    return [str(report.file), lines]
