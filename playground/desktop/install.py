"""Puts the files into the person's own data folder, and takes exactly those out again.

A list of what was written stays beside them. Installing again replaces them and removes what an
earlier version had more; what the person changed or put there is never touched by removing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from playground.desktop.names import DESKTOP_ID, MIME_TYPE, NAME
from playground.lab.documents.disk import FileProblemError, write_atomically

LIST = f"{NAME}/desktop-files.json"
PATIENCE_S = 60
CACHES = {"applications": "*.desktop", "mime": "packages/*"}
"""Folders in which the desktop's tools write caches, and from which files they make them."""


class Outcome(NamedTuple):
    """What was done, as sentences, and the files concerned."""

    files: list[Path]
    notes: list[str]


def data_folder() -> Path:
    """XDG_DATA_HOME, or ~/.local/share; raises FileProblemError if there is no home."""
    named = os.environ.get("XDG_DATA_HOME", "")
    folder = Path(named if os.path.isabs(named) else os.path.expanduser("~/.local/share"))
    if not folder.is_absolute():
        raise FileProblemError("there is no home folder to install into; set XDG_DATA_HOME")
    return folder


def install(files: dict[str, bytes], folder: Path) -> Outcome:
    """Write the files under a folder; raises FileProblemError, having changed as little as it can.

    The list is written first: whatever happens after, removing finds everything.
    """
    before, made = _listed(folder)
    made = made | {name for name in CACHES if not (folder / name).exists()}
    after = {name: sha256(content).hexdigest() for name, content in files.items()}
    _write(folder / LIST, _as_list({**before, **after}, made))
    for name, content in files.items():
        _write(folder / name, content)
    for name in before.keys() - after.keys():
        _remove(folder / name, before[name])
    _tidy(folder, before.keys() - after.keys())
    _write(folder / LIST, _as_list(after, made))
    return Outcome([folder / name for name in files], _refresh(folder))


def remove(folder: Path) -> Outcome:
    """Take out what was installed under a folder; nothing else, and folders only if empty."""
    listed, made = _listed(folder)
    gone: list[Path] = []
    kept: list[Path] = []
    for name, digest in listed.items():
        path = folder / name
        if path.exists():
            (gone if _remove(path, digest) else kept).append(path)
    if not listed:
        return Outcome([], [])
    with suppress(OSError):
        (folder / LIST).unlink()
        (folder / LIST).parent.rmdir()
    notes = [f"{path} was changed by somebody and stays." for path in kept]
    notes += _refresh(folder)  # while the folders are there, or their caches would name us for ever
    _tidy(folder, listed)
    for name in made:
        _remove_caches(folder / name, CACHES[name])
    return Outcome(gone, notes)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise FileProblemError(f"{path.parent}: cannot be made ({reason})") from None
    write_atomically(path, lambda file: file.write(content))


def _remove(path: Path, digest: str) -> bool:
    """Remove a file; False if it is no longer as it was installed."""
    try:
        if sha256(path.read_bytes()).hexdigest() != digest:
            return False
        path.unlink()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise FileProblemError(f"{path}: cannot be removed ({error.strerror or error})") from None
    return True


def _tidy(folder: Path, names: Iterable[str]) -> None:
    """Remove the folders of files that are gone, where they are empty now."""
    parents = {parent for name in names for parent in Path(name).parents[:-1]}
    for parent in sorted(parents, key=lambda path: len(path.parts), reverse=True):
        with suppress(OSError):
            (folder / parent).rmdir()


def _remove_caches(folder: Path, source: str) -> None:
    """Remove a folder that was made for us, if only what the desktop's tools wrote is left."""
    if not folder.is_dir() or any(folder.glob(source)):
        return
    shutil.rmtree(folder, ignore_errors=True)


def _as_list(digests: dict[str, str], made: set[str]) -> bytes:
    found = {"files": digests, "made": sorted(made)}
    return (json.dumps(found, indent=1, sort_keys=True) + "\n").encode()


def _listed(folder: Path) -> tuple[dict[str, str], set[str]]:
    """What was installed here before: digests by place, never anything outside; folders made."""
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
        files, made = dict(found["files"]), set(CACHES) & set(found["made"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}, set()
    return {
        name: digest for name, digest in files.items()
        if isinstance(digest, str) and ".." not in Path(name).parts and not os.path.isabs(name)
    }, made


def _refresh(folder: Path) -> list[str]:
    """Tell the desktop, with its own tools; what is not there is told to the person."""
    notes = []
    for tool, arguments, what in (
        ("update-desktop-database", ["-q", str(folder / "applications")], "the menu"),
        ("update-mime-database", [str(folder / "mime")], "the type of experiment files"),
    ):
        if not Path(arguments[-1]).is_dir():
            continue
        why_not = _ran(tool, arguments)
        if why_not:
            notes.append(f"{tool} {why_not}: {what} may be up to date only after the next login.")
    icons = folder / "icons" / "hicolor"
    if (icons / "icon-theme.cache").exists():
        _ran("gtk-update-icon-cache", ["-q", "-t", "-f", str(icons)])
    with suppress(OSError):
        os.utime(icons)  # desktops look for new icons when the folder's time changes
    return notes


def _ran(tool: str, arguments: list[str]) -> str:
    """Run a tool; why it did not do its work, or ""."""
    path = shutil.which(tool)
    if path is None:
        return "is not installed"
    try:
        done = subprocess.run(
            [path, *arguments], capture_output=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "could not be run"
    return "" if done.returncode == 0 else f"ended with code {done.returncode}"


def opens_experiments() -> str:
    """Whether a double click on an experiment now opens this program, in a sentence."""
    path = shutil.which("xdg-mime")
    if path is None:
        return "xdg-mime is not installed: whether a double click opens this program is not known."
    try:
        answer = subprocess.run(
            [path, "query", "default", MIME_TYPE], capture_output=True, text=True,
            timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        answer = ""
    if answer == f"{DESKTOP_ID}.desktop":
        return "A double click on an experiment (*.playground.json) opens it."
    other = f"is opened by {answer}" if answer else "may not open it yet"
    return (
        f"A double click on an experiment {other}; to change that: "
        f"xdg-mime default {DESKTOP_ID}.desktop {MIME_TYPE}"
    )
