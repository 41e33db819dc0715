"""A file as this program last read or wrote it, to see whether another program changed it since."""

from __future__ import annotations

import json
import stat
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType


@dataclass(frozen=True)
class KnownFile:
    """Where a file is, and what was in it.

    Its time is no part of it: a copy may bring an old time along, and a file that was only
    touched holds what it held.
    """

    path: Path
    size: int
    sha256: str

    @classmethod
    def of(cls, path: str | Path, data: bytes) -> KnownFile:
        """The file that these bytes were written to."""
        return cls(Path(path), len(data), _hashlib().sha256(data).hexdigest())

    @classmethod
    def now(cls, path: str | Path) -> KnownFile | None:
        """What is in a file now; None if that cannot be told. Never waits for a pipe."""
        try:
            if not stat.S_ISREG(Path(path).stat().st_mode):
                return None
            with open(path, "rb") as file:
                digest = _hashlib().file_digest(file, "sha256")
                return cls(Path(path), file.tell(), digest.hexdigest())
        except (OSError, ValueError):
            return None

    @property
    def changed(self) -> bool:
        """Whether something else is there now. A file that is gone can be written again."""
        try:
            found = self.path.stat()
        except OSError:
            return False
        return found.st_size != self.size or self.now(self.path) != self

    @classmethod
    def from_json(cls, text: str) -> KnownFile | None:
        """What `to_json` wrote; None for anything else."""
        try:
            match json.loads(text):
                case {"path": str(path), "size": int(size), "sha256": str(digest)}:
                    return cls(Path(path), size, digest)
        except ValueError:
            pass
        return None

    def to_json(self) -> str:
        """One line of text, with the whole path."""
        return json.dumps({**asdict(self), "path": str(self.path.absolute())})


def _hashlib() -> ModuleType:
    """It loads a large library, which the first paint does not need."""
    import hashlib

    return hashlib
