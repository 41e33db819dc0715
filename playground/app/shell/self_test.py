"""`playground --self-test`: drive the real window as a person would, and say whether it held."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter, time
from typing import Any

from PySide6.QtCore import QEvent

from playground.app.shell.first_paint import FirstPaint
from playground.app.surface.view import SurfaceView
from playground.app.work import background
from playground.lab.streams import print_answer

FRAMES = 120
PATIENCE = 20.0  # seconds for anything that takes its time on a slow machine


class SelfTest:
    """Collects checks and frame times on one window."""

    def __init__(self, first_line: float) -> None:
        from playground.app.shell.start import make_application, make_window
        from playground.lab.experiments.experiment import new_experiment

        self.checks: list[dict[str, Any]] = []
        self.frames: list[float] = []
        self.app = make_application(keep_settings=False)
        self.errors: list[str] = []
        self.window = make_window(new_experiment(), keep_settings=False)
        # Nobody is there to close a dialog: unexpected errors are noted from the first one on.
        sys.excepthook = lambda kind, error, _: self.errors.append(f"{kind.__name__}: {error}")
        self.player = self.window.player
        painted = FirstPaint(self.window.mode.picture)
        self.window.show()
        self.wait("the window is painted", lambda: painted.seen)
        self.first_paint, self.first_paint_at = perf_counter() - first_line, time()
        self.window.complete()

    def check(self, name: str, held: bool) -> None:
        """Note one claim."""
        self.checks.append({"name": name, "ok": bool(held)})

    def wait(self, name: str, held: Callable[[], bool]) -> None:
        """Let the window live until a claim holds, or patience ends; then note it."""
        end = perf_counter() + PATIENCE
        while not held() and perf_counter() < end:
            self.app.processEvents()
        self.check(name, held())

    def drive(self) -> None:
        """Play, pause, step back, scrub, undo, jump, close."""
        player, window = self.player, self.window
        surface = window.mode.picture
        assert isinstance(surface, SurfaceView)
        run = player.runs[0]
        # Frames are timed once SymPy and ziamath are there: loading them, on the worker, takes
        # the interpreter away from the window for some frames of the first second.
        self.wait("formulas are typeset", lambda: not background.busy())
        player.set_speed(6)
        player.play()
        self._time_frames()
        player.pause()
        self.check("playing moved the cursor", player.cursor > 0)
        self.check("frames were painted", len(self.frames) > 0)
        here = player.cursor
        before = run[here]
        player.step(-1)
        self.check("a step back moves back", player.cursor == here - 1)
        player.step(1)
        after = run[here]
        same = before.theta.tobytes() == after.theta.tobytes()
        self.check("back and forth is exact", player.cursor == here and same)
        window.transport.sought.emit(5)
        self.app.processEvents()
        self.check("scrubbing moves the cursor", player.cursor == min(5, player.last))
        self.check("the picture shows the cursor", window.mode.picture.cursor == player.cursor)
        player.to_end()
        self.wait("the run comes to its stop", lambda: player.finished and not player.seeking)
        stop = run.stop
        self.check("the run converged", stop is not None and stop.kind == "converged")
        experiment = player.experiment
        surface.start_dragged.emit((1.0, 1.0), True)
        self.check("dragging the start edits", player.experiment != experiment)
        player.undo()
        self.check("undo takes it back", player.experiment == experiment)
        picture = window.grab().toImage()
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7)
                   for y in range(0, picture.height(), 7)}
        self.check("the window shows a picture", len(colours) > 50)
        self._type_a_function()
        self._train()
        player.workspace.mark_all_saved()  # a test has nothing to save
        self.check("the window closes", window.close())
        window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _type_a_function(self) -> None:
        """What needs libraries beside Qt: a typed function is read, differentiated, typeset."""
        from playground.app.look.math_label import typeset
        from playground.engine.expressions.typed_surface import TypedSurface

        surface = TypedSurface("sin(x) / (1 + y^2)")
        slopes = surface.gradient(0.0, 1.0)
        self.check("a typed function is differentiated", abs(float(slopes[0]) - 0.5) < 1e-12)
        formula = typeset(surface.expression.gradient_latex[1])
        self.check("its formula is typeset", formula is not None and "<path" in formula.svg)

    def _train(self) -> None:
        """The other half: a small network learns a little."""
        player, window = self.player, self.window
        window.commands.show_network()
        self.app.processEvents()
        self.check("a network is shown", window.mode.kind == "network")
        player.go_to(50)
        self.wait("it is trained", lambda: player.cursor == 50)
        run = player.runs[0]
        begin, end = (run.problem.risk_and_grad(run[i].theta)[0] for i in (0, 50))
        self.check("its loss falls", end < begin)
        window.commands.show_surface()
        self.check("the surface is back", window.mode.kind == "surface")

    def _time_frames(self) -> None:
        """How long the event loop is busy with each frame: stepping, drawing, painting."""
        moves: list[int] = []
        self.player.moved.connect(moves.append)
        end = perf_counter() + PATIENCE
        while len(self.frames) < FRAMES and perf_counter() < end:
            if not self.player.playing:  # converged: play it again
                self.player.to_start()
                self.player.play()
            seen, begin = len(moves), perf_counter()
            self.app.processEvents()
            if len(moves) > seen:
                self.app.processEvents()  # what the move asked to be painted
                self.frames.append((perf_counter() - begin) * 1000)
        self.player.moved.disconnect(moves.append)

    def result(self) -> dict[str, Any]:
        """What `--json` prints."""
        frames = sorted(self.frames) or [0.0]
        return {
            "ok": all(check["ok"] for check in self.checks),
            "first_paint_s": self.first_paint,
            "first_paint_at": self.first_paint_at,  # Unix time: whoever started us knows the rest
            "frames": len(self.frames),
            "frame_p50_ms": frames[len(frames) // 2],
            "frame_p95_ms": frames[min(len(frames) - 1, int(len(frames) * 0.95))],
            "checks": self.checks,
        }


def run_self_test(first_line: float, as_json: bool) -> int:
    """Drive the window and print the outcome; 0 only if everything held."""
    test = SelfTest(first_line)
    try:
        test.drive()
    except Exception as error:  # a test that cannot go on says so, and what it has seen
        test.errors.append(f"{type(error).__name__}: {error}")
    test.check("nothing went wrong inside" + "".join(f"; {e}" for e in test.errors),
               not test.errors)
    result = test.result()
    lines = [f"{'ok  ' if check['ok'] else 'FAIL'}  {check['name']}" for check in result["checks"]]
    lines.append(
        f"first paint {result['first_paint_s']:.2f} s; {result['frames']} frames, "
        f"p50 {result['frame_p50_ms']:.1f} ms, p95 {result['frame_p95_ms']:.1f} ms"
    )
    unwritten = print_answer(json.dumps(result, indent=2) if as_json else "\n".join(lines))
    return unwritten or (0 if result["ok"] else 1)
