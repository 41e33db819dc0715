"""What the probe panel says about a probe: its facts, and the sentence that teaches."""

from __future__ import annotations

from math import atan2, degrees, isfinite

from playground.app.surface.probe.facts import Fact
from playground.app.text import numbers as format
from playground.engine.probe import Probe
from playground.engine.surface import Point


def number(value: float, digits: int = format.DIGITS) -> str:
    """A number of constant width while the probe is dragged."""
    if not isfinite(value):
        return "not defined" if value != value else "∞" if value > 0 else "−∞"
    return format.number(value, digits, zeros=True)


def angle(way: Point) -> str:
    """A direction in degrees, counted from the x axis towards the y axis."""
    return f"{format.number(degrees(atan2(way[1], way[0])), 3, zeros=True)}°"


def place_facts(probe: Probe) -> list[Fact]:
    """What there is at P: height, gradient, and the directions that matter."""
    gx, gy = probe.gradient
    plane = probe.differentiable or not isfinite(probe.norm)
    return [
        Fact("f(P)", number(probe.value), "The height of the surface at P.", _full(probe.value)),
        Fact(
            "steepness ‖∇f‖", number(probe.norm),
            "The length of the gradient: the slope in the steepest direction.", _full(probe.norm),
            label="‖∇f(P)‖", beside=True,
        ),
        Fact(
            "gradient ∇f(P)", _vector(probe.gradient) + ("" if plane else ", by convention"),
            "The slopes along x and along y. It points to the steepest ascent." if plane else
            "f has no gradient at a kink. Optimizers go on with this value instead.",
            f"({_full(gx)}, {_full(gy)})", label="∇f(P)",
        ),
        _direction(
            "steepest descent", probe.descent if plane else None,
            "−∇f points straight downhill from P.",
        ),
        _direction(
            "level direction", probe.level if plane else None,
            "Across the gradient f does not change, near P.",
        ),
    ]


def plane_facts(probe: Probe) -> list[Fact]:
    """How well the plane at P foretells f at P + δ."""
    (dx, dy), (gx, gy) = probe.displacement, probe.gradient

    def terms(digits: int) -> str:
        f, *factors = (_factor(v, digits) for v in (probe.value, dx, gx, dy, gy))
        return f"≈ {f.strip('()')} + {factors[0]}·{factors[1]} + {factors[2]}·{factors[3]}"

    share = probe.relative_error
    part = f"  ({format.number(100 * share, 3)} % of change)" if isfinite(share) else ""
    return [
        Fact(
            "", terms(4), "f(P) + δx · ∂f/∂x + δy · ∂f/∂y: the height of the plane.",
            f"{_full(probe.value)} + {_full(dx)} * {_full(gx)} + {_full(dy)} * {_full(gy)}",
            shorter=terms(3),
        ),
        Fact("plane at P + δ", number(probe.approximation),
             "What the plane through P foretells at P + δ: f(P) + δ · ∇f(P).",
             _full(probe.approximation), "accent", label="plane"),
        Fact("true f(P + δ)", number(probe.true_value),
             "What f really is at P + δ.", _full(probe.true_value), label="true f",
             beside=True),
        Fact("error", number(probe.error) + part,
             "True value minus plane: what bending the plane leaves out.", _full(probe.error)),
    ]


def sentence(probe: Probe, before: Probe | None = None) -> str:
    """What to notice here; `before` is the probe before δ was halved."""
    if not isfinite(probe.value):
        return "f is not a finite number here: there is nothing to stand on. Move P."
    if not probe.differentiable:
        return _kink_sentence(probe)
    if before is not None:
        return _halved_sentence(probe, before)
    if probe.stationary:
        return ("The gradient is zero: level ground, so no direction is steepest. This is a "
                "minimum, a maximum, a saddle or a plateau.")
    return ("Near P the surface looks like a plane. Halve δ: the error shrinks about four-fold, "
            "because only the bending is left out.")


def _kink_sentence(probe: Probe) -> str:
    parts = []
    for axis, slopes in zip("xy", probe.slopes, strict=True):
        if slopes.kink:
            left, right = (_signed(slope) for slope in slopes[:2])
            sides = ("left", "right") if axis == "x" else ("side below", "side above")
            parts.append(f"along {axis} {left} on the {sides[0]}, {right} on the {sides[1]}")
    if not parts:
        return "f is not differentiable here: no plane fits it, whichever way one looks."
    return f"A kink: slope {'; '.join(parts)}. No plane fits: no gradient here."


def _halved_sentence(probe: Probe, before: Probe) -> str:
    old, new = abs(before.error), abs(probe.error)
    if old <= 1e-12 * max(abs(probe.value), abs(before.true_value), 1e-300):
        return "δ halved: there is no error to shrink. Along δ this surface is its own plane."
    if new == 0:
        return f"δ halved: the error went from {number(old)} to 0."
    ratio = format.number(old / new, 3)
    return (f"δ halved: the error went from {number(old)} to {number(new)}, {ratio} times "
            "smaller. The nearer to P, the better the plane.")


def _direction(name: str, way: Point | None, tip: str) -> Fact:
    if way is None:
        return Fact(name, "none", "Without a gradient no direction is special.")
    return Fact(
        name, f"{_vector(way)}, {angle(way)}", tip, f"({_full(way[0])}, {_full(way[1])})",
        shorter=f"{_vector(way, 3)}, {angle(way)}",
    )


def _vector(pair: Point, digits: int = format.DIGITS) -> str:
    return f"({number(pair[0], digits)}{format.between()}{number(pair[1], digits)})"


def _factor(value: float, digits: int) -> str:
    text = number(value, digits)
    return f"({text})" if text.startswith("−") else text


def _signed(value: float) -> str:
    if not isfinite(value):
        return "undefined" if value != value else number(value)
    text = format.number(value)
    return f"+{text}" if value > 0 else text


def _full(value: float) -> str:
    return format.full(value)
