"""Marking one answer: right, following from an earlier number of the pupil's, or wrong by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.problem import Array
from playground.lab.course.answers import AnswerError, Entered, agrees, read_answer
from playground.lab.course.formulas import FormulaError, Value
from playground.lab.course.key import Key
from playground.lab.course.lesson import Question
from playground.lab.course.slips import SENTENCES, Slip

ANSWER_SHOWN = 4
"""From so many hints on the answer itself has been shown: no points."""
TRANSPOSED = (
    "These are the right numbers, transposed: row i is node i before the layer, column j is "
    "node j in it."
)
TOO_COARSE = "Right as far as it goes, but too coarse: give at least two digits that count."


@dataclass(frozen=True, eq=False)
class Mark:
    """What one answer is worth, and what is said of it.

    `right` has an entry for each number asked for (a choice is one); `follows` says that it is
    right by the pupil's own earlier numbers, not by the true ones; `problem` that it could not be
    read.
    """

    score: float
    correct: bool
    follows: bool
    right: NDArray[np.bool_]
    say: str = ""
    problem: str = ""
    slip: str = ""


def mark(
    key: Key, question: Question, given: Any, earlier: Mapping[str, Any] | None = None,
    hints: int = 0,
) -> Mark:
    """Mark one answer. `earlier` are the pupil's own answers, by id, that this one may follow from.

    Each entry of a matrix counts its share, so that one error costs one mark. Who has had the
    answer shown (`hints` of 4) gets no points. Raises BadInputError where the lesson has no key.
    """
    if question.answer is None:
        return Mark(0.0, False, False, np.zeros(0, bool), "Kept for your teacher.")
    right = key.right(question)
    if question.choices:
        found = _mark_choice(question, given, right)
    else:
        found = _mark_numbers(key, question, given, np.asarray(right), earlier or {})
    if hints >= ANSWER_SHOWN and found.score:
        return Mark(0.0, found.correct, found.follows, found.right,
                    "Right; the answer was shown, so it brings no points.")
    return found


def _mark_choice(question: Question, given: Any, right: Any) -> Mark:
    try:
        chosen = read_choice(question, given)
    except AnswerError as error:
        return Mark(0.0, False, False, np.zeros(1, bool), problem=str(error))
    if question.type == "choices":
        wanted = sorted(right) if isinstance(right, list) else [right]
        good = sorted(set(chosen)) == wanted
    elif question.type == "order":
        good = list(chosen) == list(right)
    else:
        good = list(chosen) == [right]
    wrong = "" if good else _named_choice(question, chosen)
    return Mark(question.points * good, good, False, np.array([good]), wrong)


def _named_choice(question: Question, chosen: Sequence[int]) -> str:
    """The lesson's sentence about this wrong choice, whose `if` is {"from": its place}."""
    for wrong in question.wrong:
        if wrong.source and [wrong.source.strip()] == [str(c) for c in chosen]:
            return wrong.say
    return ""


def read_choice(question: Question, given: Any) -> list[int]:
    """Places of choices, from places, texts, or lists of either; raises AnswerError."""
    items = given if isinstance(given, list) else [given]
    if isinstance(given, str) and given not in question.choices and question.type != "choice":
        items = [item.strip() for item in given.replace(";", ",").split(",")]
    if given is None or items == [""]:
        raise AnswerError("there is no answer yet")
    places = []
    for item in items[:100]:
        if isinstance(item, str) and item in question.choices:
            places.append(question.choices.index(item))
            continue
        try:
            place = float(item) if not isinstance(item, (bool, list, dict)) else -1.0
        except (TypeError, ValueError, OverflowError):
            place = -1.0
        if not place.is_integer() or not 0 <= place < len(question.choices):
            raise AnswerError(f"is none of the {len(question.choices)} choices")
        places.append(int(place))
    if question.type == "order" and sorted(places) != list(range(len(question.choices))):
        raise AnswerError(f"must name each of the {len(question.choices)} things once")
    return places


def _mark_numbers(
    key: Key, question: Question, given: Any, right: Array, earlier: Mapping[str, Any]
) -> Mark:
    asked = np.ones(right.shape, bool)
    if question.blanks is not None:
        asked = np.isin(np.arange(right.size), question.blanks).reshape(right.shape)
    try:
        entered = read_answer(given, right.shape)
    except AnswerError as error:
        return Mark(0.0, False, False, np.zeros(right.shape, bool), problem=str(error))
    by_key = _agree(entered, right, question)
    good = bool(by_key[asked].all())
    if good:
        return Mark(question.points, True, False, by_key)
    followed = _followed(key, question, right.shape, earlier)
    best, follows = by_key, False
    if followed is not None:
        by_own = _agree(entered, followed, question)
        if by_own[asked].sum() > by_key[asked].sum():
            best, follows = by_own, True
        else:
            best = by_key
    all_right = bool(best[asked].all())
    score = question.points * float(best[asked].mean())
    if all_right:
        return Mark(question.points, True, True, best, _follows_from(key, question, earlier))
    slip, say = _cause(key, question, entered, right, asked, earlier)
    if not say and right.size > 1:
        say = _causes(key, question, entered, right, asked & ~best, earlier)
    return Mark(score, False, follows, best, say, slip=slip)


def _agree(entered: Entered, wanted: Array, question: Question) -> NDArray[np.bool_]:
    return agrees(entered, wanted, question.tolerance.relative, question.tolerance.absolute)


def _follows_from(key: Key, question: Question, earlier: Mapping[str, Any]) -> str:
    """Names the earlier numbers that are not the key's: the others are no reason."""
    names = []
    for name, own in own_numbers(key, question.follow, earlier).items():
        asked = key.lesson.question(name)
        if asked is not None:
            right = np.asarray(key.right(asked), dtype=float)
            if not _agree(Entered(own, np.zeros_like(own)), right, asked).all():
                names.append(_called(key, name))
    return f"Follows from your {', '.join(names)}: full marks." if names else ""


def _called(key: Key, name: str) -> str:
    """What a pupil knows a question by: its quantity, or its page; nobody sees its id."""
    asked = key.lesson.question(name)
    if asked is None or asked.answer is None:
        return name
    quantity = re.fullmatch(r"(?:flat\()?backprop\.([A-Za-z]+\d*)\)?", asked.answer.source)
    if quantity is not None:
        return quantity[1]
    place = next(i for i, step in enumerate(key.lesson.steps, 1) if step is asked)
    return f"number on page {place}"


def own_numbers(key: Key, names: Sequence[str], earlier: Mapping[str, Any]) -> dict[str, Array]:
    """The pupil's own numbers for these questions, where they can be read."""
    found = {}
    for name in names:
        question = key.lesson.question(name)
        if question is None or name not in earlier or question.answer is None or question.choices:
            continue
        shape = np.asarray(key.right(question)).shape
        try:
            found[name] = read_answer(earlier[name], shape).values
        except AnswerError:
            continue
    return found


def _followed(
    key: Key, question: Question, shape: tuple[int, ...], earlier: Mapping[str, Any]
) -> Array | None:
    """The answer as it follows from the pupil's own earlier numbers; None where nothing does."""
    own = own_numbers(key, question.follow, earlier)
    if not own or question.answer is None:
        return None
    try:
        value = key.worked_out(question.answer.source, question.scene, own)
    except FormulaError:
        return None
    if isinstance(value, str) or value.shape != shape or not np.isfinite(value).all():
        return None
    return np.asarray(value)


def _cause(
    key: Key, question: Question, entered: Entered, right: Array, asked: NDArray[np.bool_],
    earlier: Mapping[str, Any],
) -> tuple[str, str]:
    """Which known mistake gives just these numbers, and the sentence about it; "", "" if none."""
    for slip, say, value in _mistakes(key, question, right, earlier):
        same, differs = _as_mistaken(question, entered, right, value)
        if same[asked].all() and differs[asked].any():
            return slip, say
    if right.ndim == 2 and right.shape[0] == right.shape[1] and bool(
        _agree(entered, right.T, question).all()
    ):
        return "transpose", TRANSPOSED
    wrong = asked & ~_agree(entered, right, question)
    pairs = zip(right[wrong], entered.values[wrong], strict=True)
    if not entered.half[wrong].any() and all(_to_one_digit(a) == x for a, x in pairs):
        return "", TOO_COARSE
    return "", ""


def _to_one_digit(number: float) -> float:
    return float(f"{number:.0e}")


def _causes(
    key: Key, question: Question, entered: Entered, right: Array, wrong: NDArray[np.bool_],
    earlier: Mapping[str, Any],
) -> str:
    """What is said of single entries, where no one mistake gives all of them.

    A 0 tells nothing: too many mistakes come to it.
    """
    causes: dict[tuple[int, ...], str] = {}
    for _, say, value in _mistakes(key, question, right, earlier):
        same, differs = _as_mistaken(question, entered, right, value)
        for place in np.argwhere(wrong & same & differs & (value != 0)).tolist():
            causes.setdefault(tuple(place), say)
    found: dict[str, list[str]] = {}
    for at in sorted(causes):
        found.setdefault(causes[at], []).append(entry_name(question, at))
    return "\n\n".join(f"{' and '.join(names)}: {say}" for say, names in found.items())


def entry_name(question: Question, place: Sequence[int]) -> str:
    """What one number of an answer is called: by its label, or by where it stands."""
    if len(place) == 1:
        return question.labels[place[0]] if question.labels else f"Number {place[0] + 1}"
    return f"Row {place[0] + 1}, column {place[1] + 1}"


def _mistakes(
    key: Key, question: Question, right: Array, earlier: Mapping[str, Any]
) -> Iterator[tuple[str, str, Array]]:
    """Each known mistake with the sentence about it and the answer as it would have it."""
    listed = [(w.slip, w.source, w.say) for w in question.wrong]
    named = {slip for slip, _, _ in listed}
    usual = [(str(s), "", SENTENCES[s]) for s in SENTENCES if s not in named]
    own = own_numbers(key, question.follow, earlier)
    for given in ({}, own) if own else ({},):
        for slip, source, say in [*listed, *usual]:
            value = _mistaken(key, question, slip, source, right, given)
            if value is not None and value.shape == right.shape:
                yield slip, say or SENTENCES.get(slip, ""), value  # type: ignore[call-overload]


def _as_mistaken(
    question: Question, entered: Entered, right: Array, value: Array
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the entered numbers are a mistake's, and where those are not the right ones."""
    room = question.tolerance
    same = agrees(entered, value, room.relative / 10, min(room.absolute, 1e-6))
    differs = ~agrees(
        Entered(value, np.zeros(value.shape)), right, room.relative, room.absolute
    )
    return same, differs


def _mistaken(
    key: Key, question: Question, slip: str, source: str, right: Array,
    given: Mapping[str, Array],
) -> Array | None:
    """The answer as a mistake would have it."""
    assert question.answer is not None
    value: Value | None
    if not given:
        value = key.mistaken(question, _slip(slip), source)
    else:
        try:
            value = key.worked_out(
                source or question.answer.source, question.scene, given, _slip(slip)
            )
        except FormulaError:
            return None
    if value is None or isinstance(value, str):
        return None
    if slip == "sign" and np.array_equal(value, right):
        return -right
    return np.asarray(value)


def _slip(name: str) -> Slip:
    return name if name in SENTENCES else ""  # type: ignore[return-value]
