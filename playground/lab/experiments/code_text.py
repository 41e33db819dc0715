"""An experiment as one line of text, to be sent in a message: OP1.….….

The middle is the experiment's JSON without what is usual, deflated, in base64 for addresses; the
end is a CRC-32 of the rest, so that a code that was cut or altered is known. Reading one inflates
no more than 64 KiB, takes what it finds as strictly as a file, and runs nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import Any

from playground.engine.datasets import datasets
from playground.engine.networks.initializers import initializers
from playground.engine.optimizers import optimizers
from playground.engine.parameters import declared
from playground.engine.stop_rules import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.experiments.strict_json import parsed

BEGIN = "OP1."
PREFIX = "code:"
"""Before a code where a file's name might stand."""
MOST_CHARACTERS = 2000
MOST_BYTES = 64 * 2**10
_CODE = re.compile(r"OP1\.([A-Za-z0-9_-]+)\.([A-Z2-7]{7})")
_CUT = "was cut or altered on its way; copy the whole line again"


def code_of(experiment: Experiment) -> str:
    """The line. Raises BadInputError where it would be too long, or the data is elsewhere."""
    recipes = [experiment.problem, *(r.problem for r in experiment.runners if r.problem)]
    if any(r.kind == "network" and r.dataset.name == "file" for r in recipes):
        raise BadInputError(
            "", "its data lies in a file of its own, which no code can hold; send the files"
        )
    text = json.dumps(
        _short(experiment), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(text.encode()) + packer.flush()
    begun = BEGIN + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    code = f"{begun}.{_sum(begun)}"
    if len(code) > MOST_CHARACTERS or len(text.encode()) > MOST_BYTES:
        raise BadInputError(
            "", f"is {len(code):,} characters as a code, more than {MOST_CHARACTERS:,}; "
            "save it and send the file"
        )
    return code


def experiment_of(code: str) -> Experiment:
    """What a code holds; blanks and line breaks in it, as mail makes them, are nothing.

    Raises BadInputError for what is none, or holds no experiment.
    """
    line = "".join(code[: 2 * MOST_CHARACTERS + len(PREFIX)].split()).removeprefix(PREFIX)
    if not line.startswith(BEGIN):
        newer = re.match(r"OP[0-9]+\.", line)
        raise BadInputError(
            "code", "is of a newer version than this program reads; update it" if newer else
            f"must begin with {BEGIN}"
        )
    if len(line) > MOST_CHARACTERS:
        raise BadInputError("code", f"is longer than {MOST_CHARACTERS:,} characters; no code is")
    found = _CODE.fullmatch(line)
    if found is None or _sum(f"{BEGIN}{found[1]}") != found[2]:
        raise BadInputError("code", _CUT)
    try:
        return Experiment.from_dict(parsed(_inflated(found[1])))
    except BadInputError as error:
        raise BadInputError("code", str(error)) from None


def is_code(text: str) -> bool:
    """Whether a text looks like a code, from its first characters."""
    return text.lstrip()[:100].removeprefix(PREFIX).startswith("OP") and bool(
        re.match(r"(code:)?OP[0-9]+\.", text.lstrip()[:100])
    )


def _sum(begun: str) -> str:
    """CRC-32 in base32: seven letters and digits."""
    check = zlib.crc32(begun.encode()).to_bytes(4, "big")
    return base64.b32encode(check).decode().rstrip("=")


def _inflated(packed: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacker = zlib.decompressobj(wbits=-15)
        text = unpacker.decompress(data, MOST_BYTES + 1)
    except (binascii.Error, zlib.error):
        raise BadInputError("", _CUT) from None
    if len(text) > MOST_BYTES:
        raise BadInputError("", f"inflates to more than {MOST_BYTES >> 10} KiB; no code does")
    if not unpacker.eof or unpacker.unused_data:
        raise BadInputError("", _CUT)
    return text


def _short(experiment: Experiment) -> dict[str, Any]:
    """The file's JSON without what a reader takes for granted."""
    whole = experiment.to_dict()
    short: dict[str, Any] = json.loads(json.dumps(whole))
    for name, usual in (("title", ""), ("seed", 0)):
        _drop(short, name, usual)
    usual_stop = {n: v for n, v in StopRules().settings.items() if v}
    for name, value in usual_stop.items():
        _drop(short["stop"], name, value)
    _drop(short, "stop", {})
    _shorten_problem(short["problem"])
    for runner in short["runners"]:
        if runner["optimizer"] not in optimizers:  # a recorded walk
            continue
        kind = optimizers[runner["optimizer"]]
        _drop(runner, "label", kind.short)
        for part in (runner, *runner.get("changes", ())):
            kind = optimizers[part.get("optimizer", kind.name)]
            _without_usual(part, "settings", kind)
        if "problem" in runner:
            _shorten_problem(runner["problem"], shared=False)
    return short if Experiment.from_dict(short) == experiment else whole


def _shorten_problem(problem: dict[str, Any], shared: bool = True) -> None:
    if "surface" in problem:
        _without_usual(problem, "settings", surfaces[problem["surface"]])
    if problem.get("dataset"):
        _without_usual(problem["dataset"], "settings", datasets[problem["dataset"]["name"]])
    if problem.get("initializer"):
        drawn = problem["initializer"]
        _without_usual(drawn, "settings", initializers[drawn["name"]])
        if shared:
            _drop(problem, "initializer", {"name": "xavier_uniform"})
    if shared and problem.get("batch"):
        for name, usual in (("size", None), ("reduction", "mean"), ("sampling", "shuffle")):
            _drop(problem["batch"], name, usual)
        _drop(problem, "batch", {})


def _without_usual(holder: dict[str, Any], key: str, kind: type) -> None:
    """Settings that are as declared are left out."""
    settings = holder.get(key)
    if settings is None:
        return
    for name, declaration in declared(kind).items():
        if name in settings:
            _drop(settings, name, declaration.default)
    _drop(holder, key, {})


def _drop(holder: dict[str, Any], key: str, usual: Any) -> None:
    """Take a key away if its value is the usual one."""
    if key in holder and holder[key] == usual and type(holder[key]) is type(usual):
        del holder[key]
