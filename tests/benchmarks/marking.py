"""Marking a class of 1,000: `python tests/benchmarks/marking.py` prints seconds."""

import json
import sys
import tempfile
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np

from playground.cli import main
from playground.lab.course.found import course_folder, lesson_files
from playground.lab.course.key import Key
from playground.lab.course.reader import read_lesson
from playground.lab.course.results import Given, Result, write_result

PUPILS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000


def answers(key: Key, pupil: int) -> tuple[Given, ...]:
    """A third right, a third with an early mistake carried on, a third wrong."""
    found = []
    for place, question in enumerate(key.lesson.marked):
        right = key.right(question)
        if not question.choices:
            off = (pupil % 3 == 1 and place == 0) or pupil % 3 == 2
            right = (np.asarray(right) + off * (1 + pupil % 7)).tolist()
        found.append(Given(question.id, right, float(pupil)))
    return tuple(found)


for number in (1, 8, 10, 12):
    path = lesson_files(course_folder())[number]
    lesson = read_lesson(path)
    key = Key(lesson)
    with tempfile.TemporaryDirectory() as folder:
        for pupil in range(PUPILS):
            one = Result(f"Pupil {pupil}", lesson.id, lesson.sha256, answers(key, pupil))
            write_result(Path(folder) / f"{pupil}.result.json", one, lesson)
        out = StringIO()
        begin = time.perf_counter()
        with redirect_stdout(out):
            main(["mark", folder, "--lesson", str(path), "--json"])
        seconds = time.perf_counter() - begin
    marked = len(json.loads(out.getvalue())["results"])
    print(f"{lesson.id}: {marked} results in {seconds:.1f} s")
