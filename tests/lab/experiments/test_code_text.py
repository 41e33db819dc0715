"""An experiment as a line of text: there and back, and everything that is no such line."""

import base64
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lab.experiments.code_text import code_of, experiment_of, is_code
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.experiments.reader import BadInputError
from tests.lab.export.cases import CASES, network


def coded(data: bytes, wbits: int = -15) -> str:
    """A code with whatever in it, and the right sum."""
    packer = zlib.compressobj(9, wbits=wbits)
    packed = packer.compress(data) + packer.flush()
    begun = "OP1." + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    check = base64.b32encode(zlib.crc32(begun.encode()).to_bytes(4, "big")).decode().rstrip("=")
    return f"{begun}.{check}"


@pytest.mark.parametrize("name", CASES)
def test_there_and_back(name) -> None:
    experiment = replace(Experiment.from_dict(CASES[name]), cursor=7)
    code = code_of(experiment)
    assert experiment_of(code) == experiment
    assert len(code) < 800 and code.isascii() and " " not in code


@pytest.mark.parametrize("name", presets)
def test_presets_are_there_and_back(name) -> None:
    experiment = presets[name].experiment()
    assert experiment_of(code_of(experiment)) == experiment


def test_what_is_usual_takes_no_room() -> None:
    assert len(code_of(new_experiment())) < 260


def test_blanks_and_line_breaks_of_mail_are_nothing() -> None:
    code = code_of(new_experiment())
    wrapped = "\n  ".join(code[k : k + 60] for k in range(0, len(code), 60))
    assert experiment_of(f"  code:{wrapped}\n") == new_experiment()
    assert is_code(f" {wrapped}") and is_code("OP7.later") and not is_code("OPERA 1.2")


def test_too_large_an_experiment_is_to_be_sent_as_a_file() -> None:
    many = network(dataset={"name": "inline", "settings": {
        "X": [[0.1 * k, 1 / (k + 3)] for k in range(400)], "y": [[k / 7] for k in range(400)],
    }})
    with pytest.raises(BadInputError, match="characters as a code, more than 2,000; save it and"):
        code_of(Experiment.from_dict(many))


def test_data_in_a_file_stays_there(tmp_path) -> None:
    import numpy as np

    np.save(tmp_path / "rows.npy", np.ones((20, 3)))
    there = network(dataset={"name": "file", "settings": {"path": str(tmp_path / "rows.npy")}})
    with pytest.raises(BadInputError, match="file of its own"):
        code_of(Experiment.from_dict(there))


@pytest.mark.parametrize(("text", "said"), [
    ("", "must begin with OP1"), ("x^2 + y^2", "must begin with OP1"),
    ("OP2.abc.AAAAAAA", "newer version"), ("OP1.", "cut or altered"), ("OP1.abc", "cut or altered"),
    ("OP1.ä.AAAAAAA", "cut or altered"), ("OP1." + "a" * 3000 + ".AAAAAAA", "longer than 2,000"),
    (coded(b""), "is empty"), (coded(b"[]"), "must be an object"),
    (coded(b'{"version": 1, "version": 1}'), "twice"), (coded(b'{"version": 99}'), "newer"),
    (coded(b"[" * 60_000), "nested too deeply"), (coded(b"\xff\xfe"), "not UTF-8"),
    (coded(b" " * 2**16 + b"{}"), "inflates to more than 64 KiB"),
    (coded(b"0" * 100, wbits=15), "cut or altered"),
])
def test_what_is_no_code_is_refused_in_words(text, said) -> None:
    with pytest.raises(BadInputError, match=said) as refused:
        experiment_of(text)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 300


def test_gigabytes_are_not_inflated() -> None:
    bomb = coded(bytes(1_400_000))
    assert len(bomb) <= 2000
    with pytest.raises(BadInputError, match="inflates to more than"):
        experiment_of(bomb)


def test_what_follows_the_end_is_refused() -> None:
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(b"{}") + packer.flush() + b"more"
    begun = "OP1." + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    check = base64.b32encode(zlib.crc32(begun.encode()).to_bytes(4, "big")).decode().rstrip("=")
    with pytest.raises(BadInputError, match="cut or altered"):
        experiment_of(f"{begun}.{check}")


CODE = code_of(new_experiment())


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(CODE) - 1), st.sampled_from("AZaz09-_.="))
def test_one_letter_altered_is_known(place, letter) -> None:
    altered = CODE[:place] + letter + CODE[place + 1 :]
    if altered != CODE:
        with pytest.raises(BadInputError):
            experiment_of(altered)


@pytest.mark.parametrize("end", range(1, len(CODE), 7))
def test_a_code_that_was_cut_is_known(end) -> None:
    with pytest.raises(BadInputError):
        experiment_of(CODE[:end])


def test_numbers_that_are_not_finite_are_refused() -> None:
    document = new_experiment().to_dict()
    document["runners"][0]["start"] = [float("nan"), 0]
    with pytest.raises(BadInputError, match="finite"):
        experiment_of(coded(json.dumps(document).encode()))
