"""From the first line of the program to the first painted window, against a bare plot window.

    python tests/benchmarks/start.py
"""

import json
import os
import subprocess
import sys
from statistics import median

TURNS = 9
BARE = """
import time
start = time.perf_counter()
import numpy as np
import pyqtgraph as pg
app = pg.mkQApp()
window = pg.PlotWidget()
window.resize(1280, 720)
window.plot(np.arange(100.0), np.arange(100.0) ** 2)
window.show()
app.processEvents()
window.repaint()
print(time.perf_counter() - start)
"""


def output(*arguments):
    """What a Python program prints, on the offscreen platform unless another is chosen."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    # Both as they are installed: with their bytecode, which the first start writes.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True
    ).stdout


if __name__ == "__main__":
    output("-c", BARE)
    output("-m", "playground", "--self-test", "--json")
    pairs = []
    for _ in range(TURNS):
        ours = json.loads(output("-m", "playground", "--self-test", "--json"))["first_paint_s"]
        pairs.append((ours, float(output("-c", BARE))))
    ours, bare = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    print(f"first paint {ours:.3f} s, bare window {bare:.3f} s, ratio {ratio:.2f} (at most 1.7)")
