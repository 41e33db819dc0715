"""Opens the window: guards first, then Qt, then everything else that the first picture needs."""

from __future__ import annotations

import argparse
import gc
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from playground.app.errors.preflight import LINUX_LIBRARIES as LINUX_LIBRARIES
from playground.app.errors.preflight import PROGRAM, no_display, no_qt

if TYPE_CHECKING:
    from playground.lab.experiments.experiment import Experiment

BAD_INPUT, BROKEN = 2, 70  # exit codes
ANSWER_S = 0.3
"""How long the first picture waits for its file; from then on it is opened in the window."""


def open_window(arguments: list[str], first_line: float) -> int:
    """Parse what is no command, open the window (on a file), run until it closes."""
    gc.disable()  # what starting makes is kept; the window collects at its own times
    say = _Say("--windowed" in arguments)
    try:
        options = _parser().parse_args(arguments)
    except _BadUsageError as error:
        return say.refuse(str(error))
    missing = no_display(options.self_test) or no_qt()
    if missing:
        return say.refuse_without_qt(missing)
    from playground.app.errors.qt_messages import QtMessages

    with QtMessages(say.refuse_without_qt, quiet=not options.self_test):
        if options.self_test:
            from playground.app.shell.self_test import run_self_test

            return run_self_test(first_line, as_json=options.json)
        return _run(options, say)


def _run(options: argparse.Namespace, say: _Say) -> int:
    from playground.app.errors.log import log, log_folder, start_line
    from playground.app.work.daemon_work import within
    from playground.lab.documents.disk import FileProblemError
    from playground.lab.documents.known_file import KnownFile
    from playground.lab.experiments.experiment import new_experiment

    log.open(log_folder())
    try:
        if options.reset_settings:
            from playground.app.look.preferences import reset

            reset()
        file, late = options.file, False
        lesson = file if file and file.lower().endswith(".lesson.json") else None
        if lesson:  # read in the window, which then says what is wrong with it
            file = None
        known: KnownFile | None = None
        coded = file if file and file.startswith("code:") else ""
        file = None if coded else file
        if file:
            # Looked through beside the window, which a share that stalls must not hold.
            nothing: tuple[KnownFile | None, bool] = (None, True)
            known, late = within(lambda: (KnownFile.now(file), False), nothing, ANSWER_S)
        file = None if late else file
        experiment = _read(file or coded) if file or coded else new_experiment()
        from playground.app.shell.start import make_application, make_window

        app = make_application()
        window = make_window(experiment, file, with_tour=lesson is None)
        if file:  # as it was before it was read: what came after it is another's change
            window.documents.read_from(Path(file), known)
        if coded:  # it is in no file yet
            window.documents.mark_unsaved()
        window.show()
        if lesson:
            window.first_paint.happened.connect(lambda: window.documents.open(lesson))
        if late:  # waited for in the window, where that is shown and can be cancelled
            window.documents.open(options.file)
        log.write("start", start_line())
    except FileProblemError as error:
        return say.refuse(str(error))
    except Exception as error:
        log.write("error", traceback.format_exc())
        return say.refuse(
            f"the window could not be opened ({type(error).__name__}: {error}); start with "
            f"--reset-settings, or send the log: {log.why_not or log.file}", BROKEN
        )
    return app.exec()


def _read(file: str) -> Experiment:
    """The experiment in a file, which may be about a surface of one's own."""
    from playground.lab.documents.disk import FileProblemError
    from playground.lab.experiments.files import read_experiment

    try:
        return read_experiment(file)
    except FileProblemError:
        from playground.lab.plugins.start import read_with_own

        return read_with_own(file)


class _BadUsageError(Exception):
    pass


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _BadUsageError(f"{message} (see {PROGRAM} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, add_help=False)
    parser.add_argument("file", nargs="?", metavar="FILE")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--reset-settings", action="store_true")
    parser.add_argument("--windowed", action="store_true")  # nobody reads stderr: say it in a box
    return parser


class _Say:
    """Says why there is no window: on stderr, and in a box for who has started it by a click."""

    def __init__(self, windowed: bool) -> None:
        self._windowed = windowed

    def refuse(self, sentence: str, code: int = BAD_INPUT) -> int:
        """Say a sentence; returns the exit code."""
        self.refuse_without_qt(sentence)
        if self._windowed and not (no_display(False) or no_qt()):
            from playground.app.core import questions as dialogs
            from playground.app.errors.qt_messages import QtMessages
            from playground.app.shell.start import make_application
            from playground.lab.streams import refusal

            with QtMessages(self.refuse_without_qt, quiet=True):
                make_application()
                line = refusal(sentence).removeprefix(f"{PROGRAM}: ")
                dialogs.tell(None, "Optimization Playground", _capital(line))
        return code

    def refuse_without_qt(self, sentence: str, code: int = BAD_INPUT) -> int:
        """The same where no box can be shown."""
        from playground.lab.streams import refusal, tell

        tell(refusal(sentence))
        return code


def _capital(sentence: str) -> str:
    """A sentence as it stands in a box; one that begins with a file's name stays as it is."""
    word = sentence.partition(" ")[0]
    sentence = sentence if "." in word or "/" in word else sentence[:1].upper() + sentence[1:]
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."
