"""A file of rows on the disk against the same from memory, and against plain NumPy.

    python tests/benchmarks/massive.py [rows]

Makes a file of 10,000,000 rows of 9 float32 (360 MB) in the folder for temporary files, measures
with a warm cache, prints ratios of one run, and deletes the file.
"""

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from playground.engine.dataset import Data
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.lab.runs.closed_form import exact_solution
from playground.lab.tables.file_data import FileData
from playground.lab.tables.making import Wanted, make_rows

INPUTS, SIZE, BLOCK = 8, 32, 65_536


def resident() -> float:
    """MB that this process holds and no file backs."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return float("nan")


def best(work, times=3) -> float:
    """Seconds of the quickest of a few."""
    found = []
    for _ in range(times):
        begin = perf_counter()
        work()
        found.append(perf_counter() - begin)
    return min(found)


def plain_write(path: Path, rows: int) -> None:
    """What anybody would write to make such a file: draw a block, write it, to the disk."""
    rng = np.random.default_rng(0)
    w = rng.normal(size=INPUTS)
    many = 2**19 // (INPUTS + 1)
    with open(path, "wb") as file:
        for first in range(0, rows, many):
            block = rng.normal(size=(min(many, rows - first), INPUTS + 1))
            block[:, -1] += block[:, :-1] @ w
            file.write(block.astype("float32").data)
        file.flush()
        os.fsync(file.fileno())


def plain_gradient(array, theta):
    """The gradient of least squares over blocks, in float32."""
    w, b, grad, loss = theta[:-1].astype("f4"), np.float32(theta[-1]), np.zeros(INPUTS + 1), 0.0
    for first in range(0, len(array), BLOCK):
        block = array[first : first + BLOCK]
        error = block[:, :-1] @ w + b - block[:, -1]
        loss += float(error @ error)
        grad[:-1] += 2 * (block[:, :-1].T @ error)
        grad[-1] += 2 * float(error.sum())
    return loss / len(array), grad / len(array)


def steps(problem, theta, count=5000) -> None:
    for k in range(count):
        problem.loss_and_grad(theta, k)


def main(rows: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="massive-"))
    path, other = folder / "rows.npy", folder / "plain"
    try:
        plain = best(lambda: plain_write(other, rows), 1)
        other.unlink()
        made = best(lambda: make_rows(path, Wanted("linear", rows, INPUTS)), 1)
        print(f"making {rows:,} rows: {made:.2f} s, a plain write {plain:.2f} s: "
              f"{made / plain:.2f} times (at most 2)")
        before = resident()
        begin = perf_counter()
        data = FileData(str(path)).make(0)
        print(f"opening: {perf_counter() - begin:.3f} s (under 1)")
        network, loss = Network((INPUTS, 1), ("linear",)), losses["square"]()
        full = FittingProblem(network, data, loss)
        theta = full.start()
        array = np.load(path, mmap_mode="r").view(np.ndarray)
        plain_gradient(array, theta)

        def whole():
            full.full_risk_and_grad(theta)

        pairs = [(best(whole, 1), best(lambda: plain_gradient(array, theta), 1)) for _ in range(7)]
        ours, theirs = (min(side) for side in zip(*pairs, strict=True))
        print(f"a full gradient: {ours:.3f} s, a plain loop in float32 {theirs:.3f} s: "
              f"{ours / theirs:.2f} times (at most 2)")
        few = min(rows, 1_000_000)
        held = np.array(array[:few], dtype=float)
        nothing = held[:0]
        memory = Data(held[:, :-1].copy(), held[:, -1:].copy(), nothing[:, :-1], nothing[:, -1:])
        batches = [
            FittingProblem(network, one, loss, batches=Batches(one.samples, SIZE))
            for one in (data, memory)
        ]
        mapped, in_memory = (best(lambda one=one: steps(one, theta)) / 5000 for one in batches)
        print(f"a batch of {SIZE}: {1e6 * mapped:.1f} us, from memory {1e6 * in_memory:.1f} us: "
              f"{mapped / in_memory:.2f} times (at most 3)")
        del memory, held, batches, nothing
        steps(FittingProblem(network, data, loss, batches=Batches(rows, SIZE)), theta, 20_000)
        begin = perf_counter()
        exact = exact_solution(full)
        solved = perf_counter() - begin
        print(f"the exact solution over all rows: {solved:.2f} s, risk {exact.loss:.6g}")
        print(f"memory that no file backs: {resident() - before:.0f} MB more (within 300)")
        sgd = FittingProblem(network, data, loss, batches=Batches(rows, SIZE))
        point, k, begin = np.zeros(INPUTS + 1), 0, perf_counter()
        while sgd.risk_and_grad(point)[0] > 1.1 * exact.loss and k < 100_000:
            for _ in range(20):
                point = point - 0.05 * sgd.loss_and_grad(point, k)[1]
                k += 1
        spent = perf_counter() - begin
        print(f"SGD from zeros to 1.1 times the least risk: {k:,} updates, {k * SIZE:,} rows "
              f"({100 * k * SIZE / rows:.3g} % of the data), {1000 * spent:.0f} ms: "
              f"{ours / spent:.1f} of them in the time of one full gradient")
    finally:
        for file in (path, other):
            file.unlink(missing_ok=True)
        folder.rmdir()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
