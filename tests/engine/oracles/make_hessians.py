"""Makes hessians.json: what PyTorch says about the Hessians of the networks in gradients.json.

    pip install torch && python tests/engine/oracles/make_hessians.py

PyTorch differentiates the risk twice by itself, at the same weights and samples; of each Hessian
its eigenvalues are kept, descending, and its product with the vector sin(1), sin(2), ...
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (what everybody calls it)
from make import HERE, forward, shape_of

from playground.engine.networks.losses import losses


def hessian(case: dict[str, Any]) -> dict[str, Any]:
    """The second derivatives of one network's risk, in the flat order W1, b1, W2, ..."""
    shapes, values = [], []
    for w, b in zip(case["weights"], case["biases"], strict=True):
        for part in (w, b):
            array = np.array(part, dtype=float)
            shapes.append(array.shape)
            values.append(array.ravel())
    X, y = (torch.tensor(case[key], dtype=torch.float64) for key in ("X", "y"))  # noqa: N806

    def risk(theta: torch.Tensor) -> torch.Tensor:
        parts, start = [], 0
        for shape in shapes:
            size = int(np.prod(shape))
            parts.append(theta[start : start + size].reshape(shape))
            start += size
        output = forward(case, parts[::2], parts[1::2], X)[-1][1]
        code = losses[case["loss"]].pytorch
        return eval(code, {"torch": torch, "F": F, "H": output, "y": y}).mean()

    theta = torch.tensor(np.concatenate(values), dtype=torch.float64)
    matrix = torch.autograd.functional.hessian(risk, theta).numpy()
    vector = np.sin(np.arange(1, len(theta) + 1))
    return shape_of(case) | {
        "eigenvalues": np.linalg.eigvalsh(matrix)[::-1].tolist(),
        "product": (matrix @ vector).tolist(),
    }


def main() -> None:
    """The file."""
    cases = [hessian(case) for case in json.loads((HERE / "gradients.json").read_text())]
    (HERE / "hessians.json").write_text(json.dumps(cases, indent=1) + "\n")
    print(f"hessians.json: {len(cases)} cases")


if __name__ == "__main__":
    main()
