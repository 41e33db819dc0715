"""The files opened last, newest first; a list that cannot be kept is no reason to complain."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.documents.recovery import state_folder

MOST = 10


class RecentFiles:
    """A short list of paths, kept between starts."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or state_folder()) / "recent.json"

    def names(self) -> list[Path]:
        """The recent files, whether they still exist or not: nothing is waited for."""
        names: object = []
        with suppress(OSError, ValueError, RecursionError):
            names = json.loads(self._file.read_text(encoding="utf-8"))
        if not isinstance(names, list):
            return []
        return [Path(name) for name in names if isinstance(name, str)][:MOST]

    def paths(self) -> list[Path]:
        """The recent files that still exist; on a network that stalls this may take long."""
        found = []
        for path in self.names():
            with suppress(OSError, ValueError):
                if path.is_file():
                    found.append(path)
        return found

    def add(self, path: str | Path) -> None:
        """Put a file first."""
        path = Path(path).absolute()
        self._write([path, *(p for p in self.names() if p != path)][:MOST])

    def clear(self) -> None:
        """Forget them all."""
        self._write([])

    def _write(self, paths: list[Path]) -> None:
        text = json.dumps([str(path) for path in paths], ensure_ascii=False, indent=2)
        with suppress(OSError, FileProblemError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, lambda file: file.write(text.encode()))
