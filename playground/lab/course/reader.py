"""Lesson files in: read strictly, each refusal with line and place; opening one runs no code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from playground.engine.parameters import shown
from playground.lab.course.formulas import FormulaError, tree_of
from playground.lab.course.lesson import (
    CHOSEN,
    PANELS,
    TYPES,
    Answer,
    Do,
    Goal,
    Lesson,
    LessonStep,
    Question,
    Say,
    Tolerance,
    Wrong,
)
from playground.lab.course.lines import line_of
from playground.lab.course.locks import NUMBERS, Locks, known
from playground.lab.course.slips import SENTENCES, slip_of
from playground.lab.course.variants import rule_of
from playground.lab.documents.disk import FileProblemError, one_line
from playground.lab.documents.regular_file import read_regular
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import read_document
from playground.lab.experiments.folder import beside
from playground.lab.experiments.reader import BadInputError, Reader
from playground.lab.experiments.strict_json import MOST_BYTES

VERSION = 1
SUFFIX = ".lesson.json"
MOST_STEPS, MOST_CHOICES, MOST_TEXT = 200, 20, 20_000
FORMS = ("fraction", "comma", "formula")
"""Ways to write a number that a file may name; all of them are always read."""
REQUIRED = ("version", "kind", "id", "title", "scene", "steps")
OPTIONAL = ("language", "minutes", "needs", "locks", "scenes", "vary", "key", "about")
QUESTION = (
    "id", "type", "text", "unit", "before", "answer", "choices", "tolerance", "accept", "points",
    "follow", "hints", "wrong", "scene", "after", "blanks", "labels", "show", "at",
    "point",
)


def is_lesson(path: str | Path) -> bool:
    """Whether a file is called as lessons are."""
    return str(path).lower().endswith(SUFFIX)


def read_lesson(path: str | Path) -> Lesson:
    """The lesson in a file; raises FileProblemError naming file, line, place and mend."""
    try:
        document = read_document(path)
        with beside(path):
            lesson = lesson_from(document)
        data = read_regular(Path(path), MOST_BYTES)
    except BadInputError as error:
        where = _line(path, error.place)
        raise FileProblemError(one_line(f"{path}: {where}{error}")) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileProblemError(one_line(f"{path}: cannot be read ({reason})")) from None
    return replace(lesson, sha256=hashlib.sha256(data).hexdigest())


def _line(path: str | Path, place: str) -> str:
    """ "line 12, " for a place in a file that is JSON; nothing for what has its line already."""
    if not place or place.startswith("line "):
        return ""
    try:
        text = read_regular(Path(path), MOST_BYTES).decode("utf-8-sig")
    except (OSError, ValueError):
        return ""
    return f"line {line_of(text, place)}, "


def at_line(path: str | Path, error: BadInputError) -> FileProblemError:
    """A refusal of something in a lesson's file, with the line."""
    return FileProblemError(one_line(f"{path}: {_line(path, error.place)}{error}"))


def lesson_from(document: Any) -> Lesson:
    """A lesson from JSON; raises BadInputError."""
    reader = Reader(document)
    if not isinstance(document, dict):
        reader.keys()
    version = reader.at("version")
    if version.value is None:
        version.fail(f'is missing; write "version": {VERSION}')
    if version.whole(low=1) > VERSION:
        version.fail(f"{version.value} is newer than this program reads ({VERSION}); update it")
    if reader.at("kind").value != "lesson":
        reader.at("kind").fail(f'must be "lesson", got {shown(reader.at("kind").value)}')
    reader.keys(REQUIRED, OPTIONAL)
    scene = _scene(reader.at("scene"))
    scenes = {}
    if "scenes" in reader:
        inner = reader.at("scenes")
        if not isinstance(inner.value, dict):
            inner.keys()
        for name in inner.value:
            if not name.isidentifier():
                inner.at(name).fail("must be called by a word of letters, digits and _")
            scenes[name] = _scene(inner.at(name))
    name = reader.at("id").text(empty=False)
    if len(name) > 80 or not all(c.isalnum() or c in "-_." for c in name):
        reader.at("id").fail("must be a short word of letters, digits, - and _")
    lesson = Lesson(
        id=name,
        title=_short(reader.at("title")),
        scene=scene,
        scenes=scenes,
        language=_short(reader.at("language")) if "language" in reader else "en",
        minutes=reader.at("minutes").whole(high=1000) if "minutes" in reader else 0,
        needs=_words(reader.at("needs")) if "needs" in reader else (),
        about=_text(reader.at("about")) if "about" in reader else "",
        locks=_locks(reader.at("locks")) if "locks" in reader else Locks(),
        vary=_vary(reader.at("vary"), scene) if "vary" in reader else {},
        key=reader.at("key").text() if "key" in reader else "",
        steps=tuple(
            _step(item, scenes) for item in reader.at("steps").items(at_most=MOST_STEPS)
        ),
    )
    if lesson.id in lesson.needs:
        reader.at("needs").fail("must not name the lesson itself; that is a circle")
    _check_together(lesson)
    return lesson


def _scene(reader: Reader) -> Experiment:
    """An experiment inside of a lesson, its errors with their place in the lesson."""
    try:
        experiment = Experiment.from_dict(reader.value)
    except BadInputError as error:
        place = f"{reader.place}.{error.place}" if error.place else reader.place
        sentence = str(error).removeprefix(f"{error.place}: ")
        raise BadInputError(place, sentence) from None
    if not experiment.runners:
        reader.at("runners").fail("needs one runner")
    for i, runner in enumerate(experiment.runners):
        try:
            experiment.problem_of(runner)
        except ValueError as error:
            raise BadInputError(f"{reader.place}.runners[{i}]", str(error)) from None
    return experiment


def _step(reader: Reader, scenes: dict[str, Experiment]) -> LessonStep:
    if not isinstance(reader.value, dict):
        reader.keys()
    kinds: dict[str, Callable[[Reader], LessonStep]] = {
        "say": _say, "do": lambda r: _do(r, scenes), "ask": _ask, "explain": _explain,
        "goal": _goal,
    }
    found = [kind for kind in kinds if kind in reader]
    if len(found) != 1:
        reader.fail(f"must have one of {', '.join(kinds)}, got {', '.join(found) or 'none'}")
    step = kinds[found[0]](reader)
    if isinstance(step, (Question, Goal)) and step.scene and step.scene not in scenes:
        reader.at("scene").fail(f"there is no scene {shown(step.scene)} in scenes")
    return step


def _say(reader: Reader) -> Say:
    reader.keys(["say"], ["show", "point", "at"])
    return Say(
        _text(reader.at("say")), _shown_panels(reader),
        _pointed(reader), _at(reader),
    )


def _pointed(reader: Reader) -> str:
    """The runner that a page selects: "runner:0"."""
    return _short(reader.at("point")) if "point" in reader else ""


def _at(reader: Reader) -> str:
    """The update that a page looks at: a number of them, or "end"."""
    if "at" not in reader:
        return ""
    value = reader.at("at")
    if isinstance(value.value, int) and not isinstance(value.value, bool):
        return str(value.whole())
    if value.value != "end":
        value.fail(f'must be a number of updates from 0, or "end", got {shown(value.value)}')
    return "end"


def _shown_panels(reader: Reader) -> tuple[str, ...]:
    """The panels that a page puts in front, each with its ways: "chart:log"."""
    if "show" not in reader:
        return ()
    for item in reader.at("show").items(at_most=20):
        name = item.text().partition(":")[0]
        if name not in PANELS:
            item.fail(f"must be one of {', '.join(PANELS)}, got {shown(name)}")
    return _words(reader.at("show"))


def _do(reader: Reader, scenes: dict[str, Experiment]) -> Do:
    reader.keys(["do"], ["text", "show"])
    what = reader.at("do")
    what.keys((), ["run", "scene"])
    run = ""
    scene: str | None = None
    if "run" in what:
        until = what.at("run")
        counted = isinstance(until.value, int) and not isinstance(until.value, bool)
        run = str(until.whole()) if counted else until.choice(("converged", "end"))
    if "scene" in what:
        scene = what.at("scene").text()
        if scene and scene not in scenes:
            what.at("scene").fail(f"there is no scene {shown(scene)} in scenes")
    if not run and scene is None:
        what.fail('must say {"run": ...} or {"scene": ...}')
    text = _text(reader.at("text")) if "text" in reader else ""
    return Do(run, scene, text, _shown_panels(reader))


def _goal(reader: Reader) -> Goal:
    reader.keys(["goal", "id", "reached"], ["hints", "scene", "now", "show", "point"])
    now = called = ""
    if "now" in reader:
        reader.at("now").keys(["from", "called"])
        now = _formula(reader.at("now").at("from"))
        called = _short(reader.at("now").at("called"))
    return Goal(
        _id(reader.at("id")), _text(reader.at("goal")), _formula(reader.at("reached")),
        reader.place, hints=_texts(reader.at("hints")) if "hints" in reader else (),
        scene=reader.at("scene").text() if "scene" in reader else "", now=now, called=called,
        show=_shown_panels(reader),
        point=_pointed(reader),
    )


def _ask(reader: Reader) -> Question:
    kind = reader.at("ask").choice(("predict", "check"))
    reader.keys(["ask", "id", "type"], [k for k in QUESTION if k not in ("id", "type")])
    type_ = reader.at("type").choice(TYPES)
    choices = _choices(reader, type_)
    answer = _answer(reader.at("answer"), choices) if "answer" in reader else None
    if kind == "check" and answer is None and type_ != "text":
        reader.at("answer").fail("is missing; a check needs one to be checked against")
    for item in reader.at("accept").items() if "accept" in reader else ():
        item.choice(FORMS)
    before = reader.at("before").text() if "before" in reader else ""
    if kind == "predict":
        before = before or "run"
    if before not in ("", "run"):
        reader.at("before").fail('must be "run"')
    return Question(
        id=_id(reader.at("id")), kind="predict" if kind == "predict" else "check",
        type=next(t for t in TYPES if t == type_), place=reader.place,
        text=_text(reader.at("text")) if "text" in reader else "",
        answer=answer, choices=choices,
        tolerance=_tolerance(reader.at("tolerance")) if "tolerance" in reader else Tolerance(),
        points=0.0 if kind == "predict" else _points(reader, 0.0 if answer is None else 1.0),
        follow=_words(reader.at("follow")) if "follow" in reader else (),
        hints=_texts(reader.at("hints")) if "hints" in reader else (),
        wrong=tuple(map(_wrong, reader.at("wrong").items(at_most=30))) if "wrong" in reader else (),
        unit=_short(reader.at("unit")) if "unit" in reader else "",
        before=before, scene=reader.at("scene").text() if "scene" in reader else "",
        after=_text(reader.at("after")) if "after" in reader else "",
        blanks=_places(reader.at("blanks")) if "blanks" in reader else None,
        labels=_words(reader.at("labels")) if "labels" in reader else (),
        show=_shown_panels(reader), at=_at(reader), point=_pointed(reader),
    )


def _explain(reader: Reader) -> Question:
    reader.keys(["explain"], ["choices", "right", "text", "points", "hints", "after"])
    name = _id(reader.at("explain"))
    text = _text(reader.at("text")) if "text" in reader else ""
    hints = _texts(reader.at("hints")) if "hints" in reader else ()
    after = _text(reader.at("after")) if "after" in reader else ""
    if "choices" not in reader:
        return Question(name, "explain", "text", reader.place, text, points=0.0, after=after)
    choices = _choices(reader, "choice")
    right = reader.at("right")
    if "right" not in reader:
        right.fail("is missing; the place of the right choice, from 0")
    answer = Answer(value=right.whole(high=len(choices) - 1))
    return Question(
        name, "explain", "choice", reader.place, text, answer, choices,
        points=_points(reader), hints=hints, after=after,
    )


def _choices(reader: Reader, type_: str) -> tuple[str, ...]:
    if type_ not in CHOSEN:
        if "choices" in reader:
            reader.at("choices").fail(f"are for {', '.join(CHOSEN)}; the type is {type_}")
        return ()
    choices = _texts(reader.at("choices"))
    if not 2 <= len(choices) <= MOST_CHOICES:
        reader.at("choices").fail(f"must be 2 to {MOST_CHOICES}, got {len(choices)}")
    return choices


def _answer(reader: Reader, choices: tuple[str, ...]) -> Answer:
    reader.keys((), ["from", "value"])
    if ("from" in reader) == ("value" in reader):
        reader.fail('must have "from", or of a choice "value"')
    if "from" in reader:
        return Answer(source=_formula(reader.at("from")))
    value = reader.at("value")
    if not choices:
        value.fail('is for choices; an answer in numbers is a quantity: "from": "gradient"')
    _check_choice(value, choices)
    return Answer(value=value.value)


def _check_choice(reader: Reader, choices: tuple[str, ...]) -> None:
    if isinstance(reader.value, list):
        for item in reader.items():
            _check_choice(item, choices)
    elif isinstance(reader.value, str):
        reader.choice(choices)
    else:
        reader.whole(high=len(choices) - 1)


def _wrong(reader: Reader) -> Wrong:
    reader.keys(["if"], ["say"])
    say = _text(reader.at("say")) if "say" in reader else ""
    cause = reader.at("if")
    if isinstance(cause.value, dict):
        cause.keys(["from"])
        return Wrong(source=_formula(cause.at("from")), say=say)
    slip = slip_of(cause.text())
    if slip is None:
        cause.fail(
            f'must be one of {", ".join(SENTENCES)} or {{"from": formula}}, '
            f"got {shown(cause.value)}"
        )
    return Wrong(slip=slip, say=say)


def _tolerance(reader: Reader) -> Tolerance:
    reader.keys((), ["relative", "absolute"])
    usual = Tolerance(relative=0.0)
    values = {}
    for name in ("relative", "absolute"):
        value = reader.at(name).number() if name in reader else getattr(usual, name)
        if value < 0:
            reader.at(name).fail(f"must not be negative, got {value:g}")
        values[name] = value
    return Tolerance(**values)


def _locks(reader: Reader) -> Locks:
    reader.keys((), ["hidden", "fixed", "range"])
    names: dict[str, tuple[str, ...]] = {}
    for group in ("hidden", "fixed"):
        names[group] = _words(reader.at(group)) if group in reader else ()
        for i, name in enumerate(names[group]):
            if problem := known(name):
                raise BadInputError(f"{reader.place}.{group}[{i}]", problem)
    ranges = {}
    if "range" in reader:
        given = reader.at("range")
        given.keys((), NUMBERS)
        for name in given.value:
            low, high = (item.number() for item in given.at(name).pair())
            if not low <= high:
                given.at(name).fail(f"must rise from low to high, got [{low:g}, {high:g}]")
            ranges[name] = low, high
    return Locks(names["hidden"], names["fixed"], ranges)


def _vary(reader: Reader, scene: Experiment) -> dict[str, str]:
    if not isinstance(reader.value, dict):
        reader.keys()
    found = {}
    for name, value in reader.value.items():
        item = reader.at(name)
        if name == "seed":
            if value != "pupil":
                item.whole()
            found[name] = str(value)
            continue
        try:
            rule_of(name, item.text(), scene)
        except ValueError as error:
            item.fail(str(error))
        found[name] = item.text()
    return found


def check_needs(path: Path, lesson: Lesson) -> None:
    """Refuse needs that go in a circle through the lessons beside this one."""
    needs: dict[str, tuple[str, ...]] = {}
    for other in sorted(path.absolute().parent.glob(f"*{SUFFIX}"))[:200]:
        try:
            document = read_document(other)
        except (BadInputError, FileProblemError):
            continue
        if isinstance(document, dict) and isinstance(document.get("needs"), list):
            names = tuple(n for n in document["needs"] if isinstance(n, str))
            needs[str(document.get("id"))] = names
    needs[lesson.id] = lesson.needs
    way = _circle(lesson.id, needs, ())
    if way:
        raise BadInputError("needs", f"go in a circle: {' → '.join(way)}; leave one out")


def _circle(name: str, needs: dict[str, tuple[str, ...]], way: tuple[str, ...]) -> tuple[str, ...]:
    """The way from a lesson back to the first one of the way, if there is one."""
    if way and name == way[0]:
        return (*way, name)
    if name in way:
        return ()  # a circle further on, which is another lesson's fault
    for needed in needs.get(name, ()):
        if found := _circle(needed, needs, (*way, name)):
            return found
    return ()


def _check_together(lesson: Lesson) -> None:
    """Ids are there once, and what follows follows from a question before it."""
    seen: set[str] = set()
    for step in lesson.steps:
        if not isinstance(step, (Question, Goal)):
            continue
        if step.id in seen:
            raise BadInputError(f"{step.place}.id", f"{shown(step.id)} is another question's id")
        for i, name in enumerate(step.follow if isinstance(step, Question) else ()):
            if name not in seen:
                raise BadInputError(
                    f"{step.place}.follow[{i}]",
                    f"must be the id of a question before this one, got {shown(name)}",
                )
        seen.add(step.id)


def _formula(reader: Reader) -> str:
    text = reader.text(empty=False)
    try:
        tree_of(text)
    except FormulaError as error:
        reader.fail(str(error))
    return text


def _id(reader: Reader) -> str:
    text = reader.text(empty=False)
    if not text.isidentifier() or len(text) > 40:
        reader.fail(f"must be a short word of letters, digits and _, got {shown(text)}")
    return text


def _points(reader: Reader, usual: float = 1.0) -> float:
    if "points" not in reader:
        return usual
    points = reader.at("points").number()
    if not 0 <= points <= 1000:
        reader.at("points").fail(f"must be from 0 to 1000, got {points:g}")
    return points


def _text(reader: Reader) -> str:
    text = reader.text()
    if len(text) > MOST_TEXT:
        reader.fail(f"must have at most {MOST_TEXT:,} characters, got {len(text):,}")
    return text


def _short(reader: Reader) -> str:
    text = reader.text(empty=False)
    if len(text) > 200:
        reader.fail(f"must have at most 200 characters, got {len(text):,}")
    return " ".join(one_line(text).split())


def _places(reader: Reader) -> tuple[int, ...]:
    return tuple(item.whole(high=400) for item in reader.items(at_most=400))


def _words(reader: Reader) -> tuple[str, ...]:
    return tuple(_short(item) for item in reader.items(at_most=100))


def _texts(reader: Reader) -> tuple[str, ...]:
    return tuple(_text(item) for item in reader.items(at_most=100))
