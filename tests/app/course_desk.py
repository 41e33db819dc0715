"""A lesson in the window, for tests: begin one, and answer its pages."""

import numpy as np

from playground.lab.course.found import course_folder, lesson_files
from playground.lab.course.lesson import Do, Question

FILES = lesson_files(course_folder())


def begin(window, qtbot, number):
    course = window.teachers.course
    course.begin(FILES[number - 1])
    qtbot.waitUntil(
        lambda: course.session is not None and course.path == FILES[number - 1], timeout=20_000
    )
    return course


def guess(session, step):
    """Some prediction of the right kind."""
    if step.type == "order":
        return list(range(len(step.choices)))
    if step.choices:
        return 0
    shape = session.shape(step)
    return np.full(shape, 1.5).tolist() if shape else "1.5"


def play_on(course, qtbot, to=None, right=True):
    """Answer every page up to a place as its panel lets one."""
    panel, session = course.panel, course.session
    while session.place < (len(session.lesson.steps) - 1 if to is None else to):
        step, page = session.step, panel.page
        if isinstance(step, Question) and step.kind == "predict":
            assert not panel.on_button.isEnabled()
            page.entry.show_given(guess(session, step))
            page.act()
        elif isinstance(step, Question):
            value = session.key.right(step)
            page.entry.show_given(value if step.choices else np.asarray(value).tolist())
            page.act()
            assert not right or session.marks[step.id].correct, step.id
        elif isinstance(step, Do) and step.run:
            page.act()
            if step.run in ("converged", "end"):
                course.player.to_end()
            qtbot.waitUntil(lambda: session.place in session.progress.done, timeout=30_000)
        before = session.place
        panel.on()
        assert session.place == before + 1


def to_the_goal(course):
    """The last page, where things may be changed."""
    course.session.progress.place = len(course.session.lesson.steps) - 1
    course.panel.show_page()
    course.panel.moved.emit()
