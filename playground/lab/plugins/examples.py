"""New files from the examples: a surface and an optimizer that work, commented part by part."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import IO

from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.experiments.resources import resource

EXAMPLES = ("my_surface", "my_optimizer")


def write_examples(folder: Path) -> tuple[list[Path], str]:
    """Write both into a folder, under names that are free; what was written, and what failed."""
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = _free_number(folder)
        for name in EXAMPLES:
            text = resource(f"own/{name}.py").read_text(encoding="utf-8")
            path = folder / f"{name}{number}.py"
            data = _numbered(text, number).encode()
            write_atomically(path, partial(_write, data))
            written.append(path)
    except FileProblemError as error:
        return written, str(error)
    except OSError as error:
        return written, f"{folder}: cannot be written ({error.strerror or error})"
    return written, ""


def _write(data: bytes, file: IO[bytes]) -> None:
    file.write(data)


def _free_number(folder: Path) -> str:
    """ "" or "_2", "_3", ...: whatever none of the examples is there under yet."""
    count = 1
    while any((folder / f"{name}{_suffix(count)}.py").exists() for name in EXAMPLES):
        count += 1
    return _suffix(count)


def _suffix(count: int) -> str:
    return f"_{count}" if count > 1 else ""


def _numbered(text: str, number: str) -> str:
    """The example under another registered name and title, so that both can be there."""
    if not number:
        return text
    text = re.sub(r'(\.register\("my_\w+)"', rf'\1{number}"', text)
    return re.sub(r'(title = "My \w+)"', rf'\1 {number[1:]}"', text)
