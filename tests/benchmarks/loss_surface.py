"""How quick the loss surface is in the window: while steps are played, while a weight is dragged.

    python tests/benchmarks/loss_surface.py          (needs a display; xvfb-run will do)

A window of 1920×1080 on a 2-8-8-8-1 network of tanh nodes and 250 samples, played at 20 steps a
second on planes that follow the cursor, with the loss surface and without it, in turns: what the
frames cost, how often the surface is drawn anew, and how long after the last step it is as fine as
it gets.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QApplication

from playground.app.core.player import SPEEDS
from playground.app.shell.start import make_application, make_window
from playground.app.shell.window import Window
from playground.lab.edits.landscape import set_landscape
from playground.lab.experiments.experiment import Experiment

PLANES = ("pca", "random:1", "weights:0,1", "curvature")
SECONDS, TURNS = 2.0, 3
RECIPE = {
    "version": 1,
    "problem": {
        "kind": "network", "sizes": [2, 8, 8, 8, 1], "activations": ["tanh"] * 4,
        "dataset": {"name": "xor", "settings": {"samples": 500, "noise": 0.05}},
        "loss": "square", "batch": {"size": 25},
    },
    "runners": [{"optimizer": "gradient_descent", "settings": {"learning_rate": 0.03}}],
    "stop": {"max_steps": 100_000},
}


class Bench:
    """A window, and the clock beside it."""

    def __init__(self) -> None:
        self.app: QApplication = make_application(keep_settings=False)
        self.window: Window = make_window(Experiment.from_dict(RECIPE), keep_settings=False)
        self.window.resize(1920, 1080)
        self.window.show()
        self.live(0.3)
        self.window.complete()
        self.drawn = 0
        self.view = self.window.mode.landscape
        self.view.survey.drawn.connect(self._count)
        self.live(0.5)

    def _count(self, _: object) -> None:
        self.drawn += 1

    def live(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()

    def show_surface(self, shown: bool) -> None:
        """With the loss surface, or with the drawn network alone."""
        self.view.setVisible(shown)
        self.live(0.4)

    def frames(self, begin: Callable[[], object], each: Callable[[int], object]) -> np.ndarray:
        """Milliseconds of the event loop for every frame, for a while."""
        begin()
        took, end, k = [], time.perf_counter() + SECONDS, 0
        while time.perf_counter() < end:
            start = time.perf_counter()
            each(k)
            self.app.processEvents()
            spent = time.perf_counter() - start
            if spent > 0.0005:
                took.append(1000 * spent)
            k += 1
            time.sleep(max(0.0, 0.004 - spent))
        return np.array(took)

    def rest(self) -> float:
        """Seconds until the picture is as fine as it gets."""
        start = time.perf_counter()
        while not self.view.settled and time.perf_counter() < start + 10:
            self.app.processEvents()
            time.sleep(0.001)  # as the real event loop, which sleeps until something comes
        return time.perf_counter() - start


def main() -> None:
    """Prints the figures."""
    bench = Bench()
    player = bench.window.player
    player.set_speed(SPEEDS.index(20))
    print(f"played at 20 steps/s for {SECONDS:g} s, {TURNS} turns, with the loss surface | without")
    for plane in PLANES:
        player.edit(set_landscape(player.experiment, plane=plane), "plane")
        player.go_to(30)
        bench.live(0.5)
        rows = {True: [], False: []}
        rests, drawn = [], []
        for turn in range(2 * TURNS):
            shown = turn % 2 == 0
            bench.show_surface(shown)
            before = bench.drawn
            rows[shown] += bench.frames(player.play, lambda k: None).tolist()
            player.pause()
            if shown:
                drawn.append((bench.drawn - before) / SECONDS)
                rests.append(bench.rest())
        told = " | ".join(
            f"p50 {np.percentile(rows[s], 50):5.1f} p95 {np.percentile(rows[s], 95):5.1f} ms"
            for s in (True, False)
        )
        print(f"  {plane:<12} {told}; {np.median(drawn):4.1f} pictures/s, "
              f"fine {np.median(rests):.2f} s after the last step")
    print("a weight dragged 60 times a second")
    for plane in ("weights:2,5", "random:1"):
        player.edit(set_landscape(player.experiment, plane=plane), "plane")
        bench.show_surface(True)
        bench.rest()
        before, due = bench.drawn, [time.perf_counter()]

        def drag(k: int, due: list[float] = due) -> None:
            if time.perf_counter() >= due[0]:
                due[0] += 1 / 60
                bench.window.mode.set_value(1, 0.3 + 0.01 * np.sin(k / 5), False)

        took = bench.frames(lambda: None, drag)
        bench.window.mode.set_value(1, 0.3, True)
        print(f"  {plane:<12} {(bench.drawn - before) / SECONDS:4.1f} pictures/s, "
              f"event loop p95 {np.percentile(took, 95):.1f} ms, fine {bench.rest():.2f} s after")
    print("the network dragged over the surface 60 times a second")
    canvas, plane = bench.view.canvas, bench.view.looking.plane
    before, due = bench.drawn, [time.perf_counter()]

    def carry(k: int) -> None:
        if time.perf_counter() >= due[0]:
            due[0] += 1 / 60
            canvas.held.emit(0.2 * np.sin(k / 5), 0.2 * np.cos(k / 5), True, False)

    took = bench.frames(lambda: None, carry)
    canvas.held.emit(0.2, 0.2, True, True)
    print(f"  {plane.kind:<12} event loop p95 {np.percentile(took, 95):.1f} ms")
    player.workspace.mark_all_saved()
    bench.window.close()


if __name__ == "__main__":
    main()
