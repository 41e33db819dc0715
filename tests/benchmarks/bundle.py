"""The built program against the source tree: start to the first painted window, and the sizes.

    pyinstaller build.spec && python tests/benchmarks/bundle.py [FOLDER]

Two figures for the start, taken in turns: what the self-test says (from the first line of
__main__.py), and the whole process as a person waits for it, the starter's time included: from the
start of the process to the moment that the self-test reports.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from playground.bundle.archive import MB, built_folder, size
from playground.bundle.product import COMMAND, archive_name, program_file
from playground.desktop.names import NAME

TURNS = 9
MOST = 1.3


def start(command):
    """Seconds to the first paint: from __main__.py's first line, and from the process's start."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the source tree would compile itself anew
    begin = time.time()
    said = subprocess.run([*command, "--self-test", "--json"], env=environment, check=True,
                          capture_output=True, text=True).stdout
    seen = json.loads(said)
    return seen["first_paint_s"], seen["first_paint_at"] - begin


def spread(values):
    """Median and quartiles as a text."""
    low, middle, high = quantiles(values, n=4)
    return f"{middle:.3f} s ({low:.3f} to {high:.3f})"


def main():
    """Measure in turns and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else built_folder(Path("dist"))
    built, source = [str(folder / program_file(COMMAND))], [sys.executable, "-m", "playground"]
    start(built), start(source)  # the first start reads from the disk
    turns = [(*start(built), *start(source)) for _ in range(TURNS)]
    inside, whole, inside_source, whole_source = zip(*turns, strict=True)
    for what, ours, theirs in (
        ("from the first line", inside, inside_source), ("from the process", whole, whole_source),
    ):
        ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
        print(f"{what}: built {spread(ours)}, source {spread(theirs)}, ratio {ratio:.2f} "
              f"(at most {MOST})")
    print(f"{NAME}: {size(folder) / MB:.1f} MB unpacked")
    for archive in folder.parent.glob(f"{archive_name()}.*"):
        if archive.suffix in (".xz", ".zip"):
            print(f"{archive.name}: {archive.stat().st_size / MB:.1f} MB")


if __name__ == "__main__":
    main()
