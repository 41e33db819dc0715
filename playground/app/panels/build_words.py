"""What the network panel says: how many parameters there are, and whose network this is."""

from __future__ import annotations

from playground.app.panels.build_base import count
from playground.engine.network import Network
from playground.lab.experiment import Experiment


def parameters(network: Network) -> str:
    """ "17 parameters"."""
    return count(network.dimension, "parameter")


def parameters_tip(network: Network) -> str:
    """How the number of parameters comes about, layer by layer."""
    lines = [
        f"Layer {k}: {a}·{b} weights + {count(b, 'bias', 'biases')} = {(a + 1) * b:,}"
        for k, (a, b) in enumerate(
            zip(network.sizes, network.sizes[1:], strict=False), start=1
        )
    ]
    shape = "-".join(map(str, network.sizes))
    return "\n".join([f"A {shape} network has {parameters(network)}.", *lines])


def differs(experiment: Experiment, selected: int) -> str:
    """Whose network is on screen, where the runners' differ."""
    runners = experiment.runners
    if selected >= len(runners) or all(runner.problem is None for runner in runners):
        return ""
    return (
        f"This is the network of {runners[selected].label}. What it has in common with the first "
        "runner changes for both; what is its own, for it alone."
        if runners[selected].problem is not None else
        f"This is the network of {runners[selected].label}; other runners differ from it. What "
        "they have in common with it changes for them too."
    )
