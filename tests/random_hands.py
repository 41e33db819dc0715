"""Random hands on the real window: mouse, keys, menus, sizes, type. Prints whatever goes wrong.

`QT_QPA_PLATFORM=offscreen python tests/random_hands.py --seed 1 --seconds 60`, or `--lesson 9` to
have a lesson open. The same seed does much the same, but not exactly: work beside the window takes
its time. Exits with 1 where something went wrong; a crash prints where Python was.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from os import _exit, environ
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QAction, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)

NOT_CHOSEN = ("quit", "new window", "print", "own surfaces", "documentation", "cluster")
"""Words of menu entries that end the program, leave it, or start another one."""
TYPED = ("nan", "1e999", "-1", "0", "1/0", "0,5", "1e-300", "", "abc", "3", "0.1")
SIZES = ((1280, 720), (1920, 1080), (900, 600), (1600, 900))
SCALES = (0.8, 1.0, 1.25, 1.5, 2.0, 2.5)
KEYS = tuple(getattr(Qt.Key, f"Key_{name}") for name in (
    "Space", "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown", "Tab", "Return",
    "Escape", "Delete", "Plus", "Minus", "A", "N", "R", "0", "5", "F2", "Menu",
))
HELD = (*[Qt.KeyboardModifier.NoModifier] * 5, Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Hands:
    """Does one thing after another to a window, and notes what was done and what went wrong."""

    def __init__(self, app: QApplication, window: QWidget, seed: int) -> None:
        self.app, self.window, self.random = app, window, random.Random(seed)
        self.done: list[str] = []
        self.wrong = 0
        self._dialog_soon()

    def went_wrong(self, what: str) -> None:
        """Print it, with what was done last."""
        self.wrong += 1
        print(f"### {what}\n  after", *self.done[-12:], sep="\n    ", flush=True)

    def live(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.002)

    def _dialog_soon(self) -> None:
        """Whatever stands in front is pressed somewhere, or closed."""
        QTimer.singleShot(70, self._dialog_soon)
        front = self.app.activeModalWidget() or self.app.activePopupWidget()
        if front is None:
            return
        buttons = [b for b in front.findChildren(QAbstractButton) if b.isVisible()]
        if buttons and self.random.random() < 0.5:
            button = self.random.choice(buttons)
            self.done.append(f"press {button.text()} in {type(front).__name__}")
            button.click()
        elif isinstance(front, QDialog):
            front.reject()
        else:
            front.close()

    def anything(self) -> None:
        """One thing, whichever."""
        ways: dict[Callable[[], None], float] = {
            self.choose: 0.2, self.click: 0.35, self.drag: 0.12, self.wheel: 0.05, self.key: 0.16,
            self.type: 0.04, self.look: 0.08,
        }
        (way,) = self.random.choices(list(ways), list(ways.values()))
        try:
            way()
        except RuntimeError as error:
            if "already deleted" not in str(error):  # what was pressed is gone: so be it
                raise

    def choose(self) -> None:
        """An entry of the menus."""
        bar = getattr(self.window, "menuBar")()  # noqa: B009  (of any window)
        found = [action for action in _entries(bar) if action.isEnabled() and not any(
            word in action.text().replace("&", "").lower() for word in NOT_CHOSEN
        )]
        action = self.random.choice(found)
        self.done.append(f"menu {action.text()}")
        action.trigger()

    def _place(self) -> tuple[QWidget, QPoint]:
        """A place in the window, and who is there."""
        size = self.window.size()
        at = QPoint(self.random.randrange(size.width()), self.random.randrange(size.height()))
        child = self.window.childAt(at) or self.window
        return child, child.mapFrom(self.window, at)

    def click(self) -> None:
        """Press a button of the mouse, once or twice."""
        child, at = self._place()
        button = LEFT if self.random.random() < 0.85 else RIGHT
        twice = self.random.random() < 0.15
        self.done.append(f"{'double ' * twice}click {type(child).__name__} {at.toTuple()}")
        press = QTest.mouseDClick if twice else QTest.mouseClick
        press(child, button, self.random.choice(HELD), at)

    def drag(self) -> None:
        """Press, move and let go."""
        child, at = self._place()
        self.done.append(f"drag {type(child).__name__} {at.toTuple()}")
        QTest.mousePress(child, LEFT, self.random.choice(HELD), at)
        for _ in range(self.random.randrange(2, 7)):
            at += QPoint(self.random.randrange(-60, 61), self.random.randrange(-60, 61))
            self.app.sendEvent(child, QMouseEvent(
                QEvent.Type.MouseMove, QPointF(at), child.mapToGlobal(QPointF(at)), LEFT, LEFT,
                Qt.KeyboardModifier.NoModifier,
            ))
            self.live(0.01)
        QTest.mouseRelease(child, LEFT, Qt.KeyboardModifier.NoModifier, at)

    def wheel(self) -> None:
        """Turn the wheel."""
        child, at = self._place()
        self.done.append(f"wheel {type(child).__name__}")
        self.app.sendEvent(child, QWheelEvent(
            QPointF(at), child.mapToGlobal(QPointF(at)), QPoint(0, 0),
            QPoint(0, self.random.choice([-120, 120])), Qt.MouseButton.NoButton,
            self.random.choice(HELD), Qt.ScrollPhase.NoScrollPhase, False,
        ))

    def key(self) -> None:
        """Press a key."""
        where, key = self.app.focusWidget() or self.window, self.random.choice(KEYS)
        self.done.append(f"{key.name} in {type(where).__name__}")
        QTest.keyClick(where, key, self.random.choice(HELD))

    def type(self) -> None:
        """Type into the field that has the keys."""
        field = self.app.focusWidget()
        if isinstance(field, (QLineEdit, QAbstractSpinBox)):
            text = self.random.choice(TYPED)
            self.done.append(f"type {text!r}")
            field.selectAll()
            QTest.keyClicks(field, text)
            QTest.keyClick(field, Qt.Key.Key_Return)

    def look(self) -> None:
        """Another size, type size or theme."""
        from playground.app.look.style import style

        if self.random.random() < 0.4:
            self.window.resize(*self.random.choice(SIZES))
        elif self.random.random() < 0.7:
            style.scale = self.random.choice(SCALES)
        else:
            style.mode = self.random.choice(["light", "dark"])
        self.done.append(f"{self.window.size().toTuple()}, {style.scale}, {style.mode}")


def _entries(menu: QWidget) -> Iterator[QAction]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _entries(below)
        elif action.text():
            yield action


def main() -> None:
    """Random hands for a while; 1 where something went wrong."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--seconds", type=float, default=60.0)
    given.add_argument("--lesson", type=int, help="begin with this lesson of the course")
    arguments = given.parse_args()
    faulthandler.enable()
    folder = tempfile.mkdtemp()
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):  # nothing of one's own is touched
        environ[f"XDG_{name}_HOME"] = str(Path(folder, name.lower()))
    from playground.app.shell.start import make_application, make_window
    from playground.lab.course.found import course_folder, lesson_files
    from playground.lab.experiments.presets import presets

    app = make_application(keep_settings=False)
    chance = random.Random(arguments.seed)
    first = presets[chance.choice(list(presets))].experiment()
    window = make_window(first, keep_settings=False, with_tour=False)
    window.resize(1280, 720)
    window.show()
    hands = Hands(app, window, arguments.seed)
    sys.excepthook = lambda kind, error, trace: hands.went_wrong(
        "".join(traceback.format_exception(kind, error, trace)))
    warnings.showwarning = lambda message, kind, file, line, *_: hands.went_wrong(
        f"{kind.__name__}: {message} ({file}:{line})")
    qInstallMessageHandler(lambda _, __, said: None if "does not support" in said
                           else hands.went_wrong(f"Qt says: {said}"))
    saved = str(Path(folder, "saved"))
    setattr(QFileDialog, "getSaveFileName", staticmethod(  # noqa: B010  (a class of Qt's)
        lambda *_, **__: (saved if chance.random() < 0.5 else "", "")))
    setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_, **__: ("", "")))  # noqa: B010
    hands.live(0.5)
    if arguments.lesson:
        window.teachers.course.begin(lesson_files(course_folder())[arguments.lesson - 1])
        hands.live(2.0)
    end = time.monotonic() + arguments.seconds
    while time.monotonic() < end and hands.wrong < 5:
        hands.anything()
        hands.live(chance.choice([0.01, 0.03, 0.1]))
        if not window.isVisible():
            window.show()
    print(f"seed {arguments.seed}: {len(hands.done)} things done, {hands.wrong} went wrong")
    sys.stdout.flush()
    _exit(1 if hands.wrong else 0)  # what is still at work beside the window is not waited for


if __name__ == "__main__":
    main()
