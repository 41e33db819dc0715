"""Rules that ask for more than one gradient, as functions of a plain NumPy program.

Each takes theta, g, what it carried, the loss, `ask` (loss and gradient at any point, on the batch
of this step) and its settings; it gives the next theta and what it carries on. Newton's method asks
`hessian`, Levenberg-Marquardt `residuals`, which the program of the problem defines. They are the
rules of `engine/optimizers` in the same order of operations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.engine.optimizer import Optimizer

_GO = '''\
def go(theta, g, loss, d, ask, search, alpha=1.0, c2=0.9):
    """From theta along d as far as the search says: the point there, and its gradient."""
    if not g @ d < 0:
        d = -g  # d leads up
    seen = {0.0: (loss, float(g @ d), theta, g)}

    def at(alpha):
        """The loss at theta + alpha d, and its slope along d."""
        if alpha not in seen:
            point = theta + alpha * d
            f, grad = ask(point)
            slope = float(grad @ d)
            if not math.isfinite(f + slope): f = slope = math.inf
            seen[alpha] = (f, slope, point, grad)
        return seen[alpha][:2]

    def falls(alpha):
        """Armijo's condition: a part of the fall that the slope promises has come."""
        return at(alpha)[0] <= loss + 1e-4 * alpha * at(0.0)[1]

    alpha = search(at, falls, alpha, c2) if at(0.0)[1] < 0 else 0.0
    return seen[alpha][2:]
'''
_ARMIJO = '''\
def armijo(at, falls, alpha, c2):
    """Halves alpha until the loss falls enough."""
    for _ in range(60):
        if falls(alpha): return alpha
        alpha /= 2
    return 0.0  # nothing was low enough: the point stays
'''
_WOLFE = '''\
def wolfe(at, falls, alpha, c2):
    """Until the loss falls enough and its slope is flat (Nocedal, Wright, algorithm 3.5)."""
    flat = lambda alpha: abs(at(alpha)[1]) <= -c2 * at(0.0)[1]
    before = 0.0
    for turn in range(25):
        if not falls(alpha) or (turn and at(alpha)[0] >= at(before)[0]):
            return between(at, falls, flat, before, alpha)
        if flat(alpha): return alpha
        if at(alpha)[1] >= 0: return between(at, falls, flat, alpha, before)
        before, alpha = alpha, 2 * alpha
    return 0.0

def between(at, falls, flat, low, high):
    """Narrows a bracket down, low being its better end (algorithm 3.6)."""
    third = None
    for turn in range(25):
        alpha = inside(at, low, high, third)
        if alpha in (low, high): break
        if not falls(alpha) or at(alpha)[0] >= at(low)[0]:
            third, high = high, alpha
        elif flat(alpha):
            return alpha
        elif at(alpha)[1] * (high - low) >= 0:
            third, high, low = high, low, alpha
        else:
            third, low = low, alpha
    return low

def inside(at, low, high, third):
    """The bottom of a cubic through three losses, else of a parabola, else the middle."""
    (f, slope), f_high, span = at(low), at(high)[0], high - low
    left, right = min(low, high), max(low, high)
    if third is not None:
        b, c = span, third - low
        at_b, at_c = f_high - f - slope * b, at(third)[0] - f - slope * c
        size = (b * c) ** 2 * (b - c)
        if size and math.isfinite(size + at_b + at_c):
            A = (c * c * at_b - b * b * at_c) / size
            B = (b * b * b * at_c - c * c * c * at_b) / size
            root = B * B - 3 * A * slope
            if root >= 0 and A and math.isfinite(root):
                alpha = low + (math.sqrt(root) - B) / (3 * A)
                if left + 0.2 * span <= alpha <= right - 0.2 * span: return alpha
    bend = (f_high - f - slope * span) / (span * span)
    if bend and math.isfinite(bend):
        alpha = low - slope / (2 * bend)
        if left + 0.1 * span <= alpha <= right - 0.1 * span: return alpha
    return low + 0.5 * span
'''
_EXACT = '''\
def exact(at, falls, alpha, c2):
    """Where the slope along the ray is 0: of a parabola, at the second trial."""
    f_0, slope_0 = at(0.0)
    low, high, flat, noise = 0.0, alpha, 1e-13 * abs(slope_0), 1e-13 * abs(f_0)
    for _ in range(60):  # further, until the slope or the loss rises
        if at(high)[1] >= 0 or at(high)[0] > f_0 + noise: break
        low, high = high, 2 * high
    at(high)
    halve = False
    for _ in range(60):
        (f, slope), span, rise = at(low), high - low, at(high)[1] - at(low)[1]
        if abs(slope) <= flat: break
        straight = math.isfinite(rise) and rise > 0 and not halve
        alpha = low - slope * span / rise if straight else math.inf
        if not low < alpha < high: alpha = low + span / 2
        if alpha in (low, high): break
        higher = at(alpha)[0] > f + noise
        if not higher and abs(at(alpha)[1]) <= flat: return alpha
        if at(alpha)[1] >= 0 or higher: high = alpha
        else: low = alpha
        halve = not halve and high - low > span / 2  # a slope far from straight: to the middle
    equal = abs(at(low)[0] - at(high)[0]) <= noise  # then the slopes say where
    return min((low, high), key=lambda alpha: abs(at(alpha)[1]) if equal else at(alpha)[0])
'''
_LINE_SEARCH = '''\
def line_search(theta, g, carried, loss, ask, search):
    """Straight down the gradient, as far as the search says."""
    return go(theta, g, loss, -g, ask, search)[0], carried
'''
_CONJUGATE_GRADIENT = '''\
def conjugate_gradient(theta, g, carried, loss, ask, search):
    """Along -g + beta d, the direction before; afresh every n steps (Polak, Ribiere 1969)."""
    d, before, turn = carried
    square, beta = before @ before, 0.0
    if turn % N and square > 0: beta = max(0.0, g @ (g - before) / square)
    d = -g + beta * d
    if not g @ d < 0: d = -g
    return go(theta, g, loss, d, ask, search, c2=0.1)[0], (d, g, turn + 1)
'''
_BFGS = '''\
def bfgs(theta, g, carried, loss, ask, search):
    """Along -H g; H, near the inverse Hessian, learns from each step s and change of g, y."""
    (H,) = carried
    new, slope = go(theta, g, loss, -(H @ g), ask, search)
    s, y = new - theta, slope - g
    if s @ y > 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):
        rho = 1 / (s @ y)
        left = np.eye(len(s)) - rho * np.outer(s, y)
        H = left @ H @ left.T + rho * np.outer(s, s)
    return new, (H,)
'''
_LBFGS = '''\
def lbfgs(theta, g, carried, loss, ask, search, memory):
    """BFGS from the last steps and changes of g alone (Nocedal, Wright, algorithm 7.4)."""
    steps, changes, count = carried
    q, pairs, shares, size = g.copy(), [], [], np.abs(g).sum()
    if known := min(count, memory):
        pairs = [(s, y, 1 / (s @ y)) for s, y in zip(steps[-known:], changes[-known:])]
    for s, y, rho in pairs[::-1]:
        shares.insert(0, rho * (s @ q))
        q = q - shares[0] * y
    if pairs:
        s, y, _ = pairs[-1]
        q = (s @ y) / (y @ y) * q
    for (s, y, rho), share in zip(pairs, shares):
        q = q + (share - rho * (y @ q)) * s
    first = 1.0 if count or not 0 < size < math.inf else min(1.0, 1 / size)
    new, slope = go(theta, g, loss, -q, ask, search, first)
    s, y = new - theta, slope - g
    if s @ y > 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):
        steps, changes = np.vstack([steps[1:], s]), np.vstack([changes[1:], y])
        count += 1
    return new, (steps, changes, count)
'''
_NEWTON = '''\
def newton(theta, g, carried, loss, ask, damping):
    """To the bottom of the parabola that fits here: theta - (H + damping I)^-1 g."""
    H = hessian(theta)
    if not np.isfinite(H).all(): return theta, carried
    curvatures, axes = np.linalg.eigh(H)
    damped = curvatures + damping
    flat = np.abs(damped) <= 1e-14 * max(1e-300, np.abs(damped).max())  # these stay
    return theta - axes @ np.where(flat, 0.0, axes.T @ g / np.where(flat, 1.0, damped)), carried
'''
_LEVENBERG_MARQUARDT = '''\
def levenberg_marquardt(theta, g, carried, loss, ask, damping):
    """(J^T J + lambda I) p = -J^T r; lambda is tenfold until the loss falls, then a tenth."""
    (now,), (r, J) = carried, residuals(theta)
    square, pull = J.T @ J, J.T @ r
    while True:
        try:
            p = np.linalg.solve(square + now * np.eye(len(theta)), -pull)
        except np.linalg.LinAlgError:
            p = np.full(len(theta), np.nan)
        f = ask(theta + p)[0] if np.isfinite(p).all() else math.inf
        if f < loss: return theta + p, (max(now / 10, 1e-16),)
        if now > 1e16: return theta, (damping,)  # so short a step is none
        now *= 10
'''
_NELDER_MEAD = '''\
def corners_at(theta):
    """The first simplex: one coordinate at a time 5 % further."""
    corners = np.tile(theta, (len(theta) + 1, 1))
    corners[1:][np.diag_indices(len(theta))] = np.where(theta == 0, 0.00025, 1.05 * theta)
    return corners

def nelder_mead(theta, g, carried, loss, ask):
    """Turns the worst corner of a simplex over; looks at losses only."""
    def f(point):
        value = ask(point)[0]
        return value if math.isfinite(value) else math.inf

    corners, losses = carried[0].copy(), carried[1]
    losses = np.array([f(c) for c in corners]) if losses is None else losses.copy()
    order = np.argsort(losses, kind="stable")
    corners, losses = corners[order], losses[order]
    middle = corners[:-1].sum(axis=0) / (len(corners) - 1)
    away = middle - corners[-1]
    new, shrink = middle + away, False  # reflect
    value = reflected = f(new)
    if reflected < losses[0]:
        if (further := f(middle + 2 * away)) < reflected:  # expand
            new, value = middle + 2 * away, further
    elif not reflected < losses[-2]:  # contract, outside or inside
        outside = reflected < losses[-1]
        new = middle + (0.5 if outside else -0.5) * away
        value = f(new)
        shrink = not (value <= reflected if outside else value < losses[-1])
    if shrink:
        corners[1:] = corners[0] + 0.5 * (corners[1:] - corners[0])
        losses[1:] = [f(c) for c in corners[1:]]
    else:
        corners[-1], losses[-1] = new, value
    order = np.argsort(losses, kind="stable")
    return corners[order[0]].copy(), (corners[order], losses[order])
'''
_CMA_ES = '''\
def cma_es(theta, g, carried, loss, ask, sigma, population, seed):
    """A cloud of points moves to its better half and learns its shape (Hansen's tutorial)."""
    width, C, path, path_c, t = carried
    n = len(theta)
    size = population or 4 + math.floor(3 * math.log(n))
    raw = math.log((size + 1) / 2) - np.log(np.arange(1, size // 2 + 1))
    weights = raw / raw.sum()
    mu = 1 / (weights @ weights)
    c = (mu + 2) / (n + mu + 5)
    d = 1 + 2 * max(0.0, math.sqrt((mu - 1) / (n + 1)) - 1) + c
    c_c = (4 + mu / n) / (n + 4 + 2 * mu / n)
    c_1 = 2 / ((n + 1.3) ** 2 + mu)
    c_mu = min(1 - c_1, 2 * (mu - 2 + 1 / mu) / ((n + 2) ** 2 + mu))
    chi = math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))

    draws = np.random.default_rng((seed, 5, t)).normal(size=(size, n))
    scales, axes = np.linalg.eigh(C)
    scales = np.sqrt(np.maximum(scales, 0))
    y = draws @ (axes * scales @ axes.T)  # from N(0, C)
    losses = np.array([ask(theta + width * step)[0] for step in y])
    losses[~np.isfinite(losses)] = np.inf
    best = y[np.argsort(losses, kind="stable")[: len(weights)]]
    drift, t = weights @ best, t + 1
    whitened = axes / np.maximum(scales, 1e-300) @ axes.T @ drift
    path = (1 - c) * path + math.sqrt(c * (2 - c) * mu) * whitened
    length = np.linalg.norm(path)
    settled = length / math.sqrt(1 - (1 - c) ** (2 * t)) < (1.4 + 2 / (n + 1)) * chi
    path_c = (1 - c_c) * path_c + settled * math.sqrt(c_c * (2 - c_c) * mu) * drift
    C = (1 - c_1 - c_mu) * C + c_1 * (
        np.outer(path_c, path_c) + (1 - settled) * c_c * (2 - c_c) * C
    ) + c_mu * (best.T * weights) @ best
    wider = math.exp(min(1.0, c / d * (length / chi - 1)))
    return theta + width * drift, (width * wider, C, path, path_c, t)

first = np.random.default_rng((0, 5, 0)).normal(size=2)
same = first.tolist() == {first}
assert same, "this NumPy draws other random numbers"
'''


@dataclass(frozen=True)
class Searching:
    """A rule's function, what else it needs, and what it carries first, from `theta`."""

    text: str
    carried: str = "()"
    goes: bool = False
    asks: str = ""
    """What it asks the problem for beside losses: "hessian", "residuals"."""


SEARCHING: dict[str, Searching] = {
    "line_search": Searching(_LINE_SEARCH, goes=True),
    "conjugate_gradient": Searching(
        _CONJUGATE_GRADIENT, "(np.zeros_like(theta), np.zeros_like(theta), 0)", goes=True
    ),
    "bfgs": Searching(_BFGS, "(np.eye(len(theta)),)", goes=True),
    "lbfgs": Searching(
        _LBFGS, "(np.zeros(({memory}, len(theta))), np.zeros(({memory}, len(theta))), 0)", goes=True
    ),
    "newton": Searching(_NEWTON, asks="hessian"),
    "levenberg_marquardt": Searching(_LEVENBERG_MARQUARDT, "({damping},)", asks="residuals"),
    "nelder_mead": Searching(_NELDER_MEAD, "(corners_at(theta), None)"),
    "cma_es": Searching(
        _CMA_ES, "({sigma}, np.eye(len(theta)), 0 * theta, 0 * theta, 0)"
    ),
}
_SEARCHES = {"armijo": _ARMIJO, "wolfe": _WOLFE, "exact": _EXACT}


def searches(optimizer: Optimizer) -> bool:
    """Whether it is one of these rules."""
    return optimizer.name in SEARCHING


def searching_lines(rules: Iterable[Optimizer], dimension: int) -> list[str]:
    """The functions of all rules that search, of a plan over so many parameters."""
    rules = [rule for rule in rules if searches(rule)]
    texts: dict[str, None] = {}
    for rule in rules:
        if SEARCHING[rule.name].goes:
            texts[_SEARCHES[rule.settings["search"]]] = None
            texts[_GO] = None
        texts[SEARCHING[rule.name].text] = None
    whole = "\n".join(texts).replace("turn % N", f"turn % {dimension}")
    return whole.replace("{first}", _first_draws()).rstrip("\n").split("\n") if texts else []


def _first_draws() -> str:
    from playground.engine.streams import generator

    return repr(generator(0, "optimizer").normal(size=2).tolist())
