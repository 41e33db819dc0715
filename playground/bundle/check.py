"""Tries a built folder out, as the machines of a lab will meet it.

    python -m playground.bundle.check [FOLDER]

From another folder: the commands, against the source tree's own answers; the self-test offscreen
and, where there is xvfb-run, on a real X server; from a copy that cannot be written to; without a
home folder, and with one that cannot be written to.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.bundle.archive import built_folder, tree
from playground.bundle.product import COMMAND, program_file
from playground.desktop.names import NAME

SOURCE = Path(__file__).parents[2]
PATIENCE = 180  # seconds for one start
NOBODY = 65534
EXPERIMENT = {
    "version": 1,
    "problem": {"kind": "surface", "expression": "(x^2 + 10 y^2) / 2",
                "window": [[-9, 9], [-9, 9]]},
    "runners": [{"label": "GD", "optimizer": "gradient_descent",
                 "settings": {"learning_rate": 0.05}, "start": [8, 8]}],
    "stop": {"step_length": 1e-5, "max_steps": 1000},
}
OWN_SURFACE = """
import math, random, statistics
import numpy as np
from playground.engine.surface import Surface, surfaces

@surfaces.register("bundle_check")
class BundleCheck(Surface):
    \"\"\"A plain bowl.\"\"\"
    title = "Bundle check"
    teaches = "That a teacher's file works without Python."
    formula = "x^2 + y^2"
    window = ((-2, 2), (-2, 2))
    start = (1.0, 1.5)
    learning_rate = 0.1
    def value(self, x, y, xp=np):
        return x * x + y * y
    def gradient(self, x, y, xp=np):
        return 2 * x, 2 * y
"""
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


@dataclass
class Trial:
    """One folder under test, a place to work in, and what has failed so far."""

    folder: Path
    room: Path
    failures: list[str] = field(default_factory=list)

    def program(self, name: str, folder: Path | None = None) -> str:
        """The path of one of the programs, here or in a copy of the folder."""
        inside = "Contents/MacOS" if self.folder.suffix == ".app" else ""
        name = NAME if inside else name  # an application has one program for both
        return str((folder or self.folder) / inside / program_file(name))

    def run(
        self, what: str, command: Sequence[str], variables: Mapping[str, str | None],
        user: int | None = None,
    ) -> str:
        """Run a command in the empty room; note whether it went well; what it printed."""
        environment = {**os.environ, "LANG": "C.UTF-8"}
        for name in ("LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
            environment.pop(name, None)
        for name, text in variables.items():
            environment.pop(name, None) if text is None else environment.update({name: text})
        try:
            done = subprocess.run(
                command, env=environment, cwd=self.room, capture_output=True, text=True,
                encoding="utf-8", timeout=PATIENCE, user=user, group=user,
                extra_groups=None if user is None else [],
            )
            ok, said, reason = done.returncode == 0, done.stdout, done.stderr or done.stdout
        except (OSError, subprocess.TimeoutExpired) as error:
            ok, said, reason = False, "", str(error)
        self.note(what, ok, reason[-2000:])
        return said

    def note(self, what: str, ok: bool, reason: str = "") -> None:
        """Print one line of the outcome; a failure with its reason."""
        print(f"{'ok  ' if ok else 'FAIL'}  {what}", flush=True)
        if not ok:
            self.failures.append(what)
            print(reason, file=sys.stderr)

    def same(self, what: str, ok: bool, text: str) -> None:
        """Note a claim about an answer, showing the answer if it does not hold."""
        self.note(what, ok, f"it answered: {text[:500]}")

    def self_test(
        self, what: str, command: Sequence[str], variables: Mapping[str, str | None],
        user: int | None = None,
    ) -> None:
        """Run a program's self-test and read its strict JSON."""
        said = self.run(what, [*command, "--self-test", "--json"], variables, user)
        with suppress(ValueError):
            seen = json.loads(said)
            bad = [check["name"] for check in seen["checks"] if not check["ok"]]
            print(f"      first paint {seen['first_paint_s']:.2f} s, "
                  f"{len(seen['checks'])} checks{', failed: ' if bad else ''}{', '.join(bad)}")


def try_commands(trial: Trial) -> None:
    """What a script asks for: list, run, gradient, and the line for bad input."""
    program = trial.program(COMMAND)
    listed = trial.run("list answers", [program, "list", "--json"], {})
    source = subprocess.run([sys.executable, "-m", "playground", "list", "--json"], cwd=SOURCE,
                            capture_output=True, text=True, encoding="utf-8").stdout
    same = bool(listed) and _loaded(listed) == _loaded(source)
    trial.same("list names all that the source tree has", same, listed)
    own = trial.room / "own"
    own.mkdir()
    (own / "surface.py").write_text(OWN_SURFACE, encoding="utf-8")
    told = trial.run("list with a teacher's folder answers",
                     [program, "list", "--json", "--plugins", str(own)], {})
    trial.same("a teacher's surface is there", "bundle_check" in told, told)
    file = trial.room / "lesson.json"
    file.write_text(json.dumps(EXPERIMENT), encoding="utf-8")
    ran = _loaded(trial.run("run answers", [program, "run", "lesson.json", "--json"], {}))
    trial.same("the run converges", bool(ran) and ran["runs"][0]["stop"] == "converged", str(ran))
    command = [program, "gradient", "lesson.json", "--json"]
    slope = _loaded(trial.run("gradient answers", command, {}))
    trial.same("the gradient of the typed function is right",
               bool(slope) and slope["gradient"] == [8.0, 80.0], str(slope))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def try_windows(trial: Trial) -> None:
    """The window, offscreen and on a real X server, by both programs."""
    trial.self_test("window, offscreen", [trial.program(COMMAND)], OFFSCREEN)
    trial.self_test("window, offscreen, by its own program", [trial.program(NAME)], OFFSCREEN)
    if not sys.platform.startswith("linux"):
        trial.self_test("window, on this desktop", [trial.program(NAME)], {"QT_QPA_PLATFORM": None})
    elif shutil.which("xvfb-run"):
        screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24", trial.program(NAME)]
        trial.self_test("window, on an X server", screen, {"QT_QPA_PLATFORM": "xcb"})


def try_homes(trial: Trial) -> None:
    """A folder that cannot be written to; a home that is not there, or cannot be written to.

    Root may write anywhere, so root tries it as nobody.
    """
    user = NOBODY if _is_root() else None
    copy = trial.room / "read only" / NAME
    shutil.copytree(trial.folder, copy, symlinks=True)
    home = trial.room / "home"
    home.mkdir()
    for path in [home, copy.parent, copy, *tree(copy)]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222 | stat.S_IROTH | stat.S_IRUSR
                       | (0o111 if path.is_dir() else 0))
    trial.room.chmod(0o755)
    unset = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME",
                           "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"))
    program = [trial.program(COMMAND, copy)]
    for what, place in (("read-only folder and home", str(home)), ("no HOME", None),
                        ("HOME that cannot be", "/proc/nope")):
        trial.self_test(what, program, {**OFFSCREEN, **unset, "HOME": place}, user)
    written = [path for path in tree(home) if path.is_file()]
    trial.note("nothing was written into them", not written, str(written))
    for path in [home, copy.parent, copy, *tree(copy)]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Try everything; 0 only if all went well."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    folder = (Path(given[0]) if given else built_folder(Path("dist"))).resolve()
    if not folder.is_dir():
        print(f"{folder} is not there; build it first with: pyinstaller build.spec",
              file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="bundle check ") as room:
        trial = Trial(folder, Path(room))
        try_commands(trial)
        try_windows(trial)
        if sys.platform != "win32":
            try_homes(trial)
    print(f"{len(trial.failures)} failures" if trial.failures else "the bundle works")
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
