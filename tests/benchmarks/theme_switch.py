"""A switch of the theme with both halves made, against setting a stylesheet in place of another.

    python tests/benchmarks/theme_switch.py
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from statistics import median
from time import perf_counter

from playground.app.look.style import style
from playground.app.shell.start import make_application, make_window
from playground.lab.experiments.experiment import new_experiment

TURNS = 8


def settle(app):
    for _ in range(5):
        app.processEvents()


def switched(app, mode):
    """Seconds until the window stands in the other theme, painted."""
    begin = perf_counter()
    style.mode = mode
    app.processEvents()
    return perf_counter() - begin


def exchanged(app):
    """Seconds that Qt needs for another stylesheet alone, put in the place of the one there."""
    begin = perf_counter()
    app.setStyleSheet(app.styleSheet() + " ")
    app.processEvents()
    return perf_counter() - begin


if __name__ == "__main__":
    app = make_application(keep_settings=False)
    window = make_window(new_experiment(), keep_settings=False)
    window.resize(1920, 1080)
    window.show()
    for show in (window.commands.show_network, window.commands.show_surface):
        window.complete()
        settle(app)
        show()
    settle(app)
    pairs = []
    for turn in range(TURNS):
        ours = switched(app, ("dark", "light")[turn % 2])
        settle(app)
        pairs.append((ours, exchanged(app)))
        settle(app)
    ours, theirs = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    print(
        f"{len(app.allWidgets())} widgets: theme switch {ours:.3f} s, exchanging the stylesheet "
        f"{theirs:.3f} s, ratio {ratio:.2f} (at most 0.5)"
    )
