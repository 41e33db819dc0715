"""The lesson's panel: the front page, or one page of a lesson with the way on and the way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.app.course.home import Home
from playground.app.course.page import Page
from playground.app.look.icons import pixmap
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role, style
from playground.app.text.numbers import localised, number
from playground.app.widgets.error_line import ElidedLabel
from playground.app.widgets.labels import capital, sentence, tool_button
from playground.app.widgets.panel_scroll import PanelScroll
from playground.lab.course.locks import THINGS
from playground.lab.course.session import Session

LOWEST = 200
LOW = 340
"""In a panel of less height of the design, the page itself comes first."""


class _Title(ElidedLabel):
    """Goes on in a second line if it may, and else ends in "…"."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            QLabel.paintEvent(self, event)
        else:
            super().paintEvent(event)


class LessonPanel(QWidget):
    """What stands in the lesson's dock.

    `moved` when one went to another page, `answered` when something of it changed, `run_asked`
    for its run, `left` to leave, `listed` for the front page, `controls_asked` for the panels
    that the lesson's stands in place of.
    """

    moved = Signal()
    answered = Signal()
    run_asked = Signal()
    left = Signal()
    listed = Signal()
    controls_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.page: Page | None = None
        self.home = Home()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.home)
        self._body = self._make_lesson()
        self.stack.addWidget(self._body)
        self.waiting = sentence("quiet")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.waiting)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.stack)
        for keys, slot in (("Alt+Right", self.on), ("Alt+Left", self.back)):
            QShortcut(QKeySequence(keys), self, slot)
        self.home.left.connect(self.left)
        style.changed.connect(self._dress)
        self._dress()

    def _make_lesson(self) -> QWidget:
        body = QWidget()
        self._rows = rows = QVBoxLayout(body)
        head = QHBoxLayout()
        self.title = _Title()
        set_role(self.title, "large")
        self.list_button = tool_button("", "more", "All lessons of the course.")
        self.list_button.setAccessibleName("All lessons")
        self.list_button.clicked.connect(self.listed)
        self.leave_button = tool_button("Leave", "close", "Leave the lesson; it is kept.")
        self.leave_button.setAccessibleName("Leave the lesson")
        self.leave_button.clicked.connect(self.left)
        head.addWidget(self.title, 1)
        head.addWidget(self.list_button)
        head.addWidget(self.leave_button)
        rows.addLayout(head)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        rows.addWidget(self.bar)
        under = QHBoxLayout()
        self.count = QLabel()
        set_role(self.count, "small")
        self.points = QLabel()
        set_role(self.points, "small")
        under.addWidget(self.count)
        under.addStretch(1)
        under.addWidget(self.points)
        rows.addLayout(under)
        self.lock = self._make_lock(rows)
        self.scroll_area = PanelScroll(QWidget())
        rows.addWidget(self.scroll_area, 1)
        foot = QHBoxLayout()
        self.back_button = QPushButton("Back")
        self.back_button.setToolTip("The page before (Alt+Left).")
        self.back_button.clicked.connect(self.back)
        self.controls_button = QPushButton("Controls")
        self.controls_button.setCheckable(True)
        self.controls_button.setToolTip("Show the panels in whose place the lesson stands.")
        self.controls_button.toggled.connect(self.controls_asked)
        self.on_button = QPushButton("Next")
        self.on_button.clicked.connect(self.on)
        for button in (self.back_button, self.controls_button, self.on_button):
            button.setAutoDefault(True)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.controls_button)
        foot.addStretch(1)
        foot.addWidget(self.on_button)
        rows.addLayout(foot)
        return body

    def _make_lock(self, rows: QVBoxLayout) -> QWidget:
        """What the lesson holds fast, with a small lock; the whole list as a tooltip."""
        lock = QWidget()
        row = QHBoxLayout(lock)
        row.setContentsMargins(0, 0, 0, 0)
        self._standing = ""  # what it says without being asked
        self._lock_icon = QLabel()
        self.lock_words = sentence("small")
        row.addWidget(self._lock_icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.lock_words, 1)
        rows.addWidget(lock)
        return lock

    # what is shown

    def show_home(self) -> None:
        """The front page; the lesson's own panels go with it."""
        self.controls_button.blockSignals(True)
        self.controls_button.setChecked(False)
        self.controls_button.blockSignals(False)
        self.stack.setCurrentIndex(0)
        self.home.focus()

    def show_waiting(self, words: str) -> None:
        """A sentence while a lesson is being opened."""
        self.waiting.setText(words)
        self.stack.setCurrentIndex(2)

    def show_session(self, session: Session) -> None:
        """A lesson, at the page where it was left."""
        self.session = session
        self.describe_locks()
        self.title.setText(session.lesson.title)
        self.title.setToolTip(session.lesson.title)
        self.stack.setCurrentIndex(1)
        self.show_page()

    def show_page(self) -> None:
        """The page that the session is at."""
        session = self.session
        if session is None:
            return
        self.describe_locks()
        page = Page(session)
        page.changed.connect(self._answered)
        page.run_asked.connect(self.run_asked)
        page.forward.connect(self.on)
        page.finished.connect(self._focus_on)
        page.told.connect(self._bring_in_sight)
        self.page = page
        self.scroll_area.set_content(page)
        self._show_state()
        self.take_focus()

    @Slot(QWidget)
    def _bring_in_sight(self, part: QWidget) -> None:
        page = self.page
        if page is not None and page.isAncestorOf(part):
            top = part.mapTo(page, part.rect().topLeft()).y()
            for y in (top, top + part.height()):
                self.scroll_area.ensureVisible(0, y, 0, px(SPACE_S))

    def take_focus(self) -> None:
        """The keyboard goes to what is to be done on this page, or to the way on."""
        if self.page is not None and not self.page.focus():
            self._focus_on()

    def describe_locks(self) -> None:
        """What the lesson holds fast on this page."""
        if self.session is None:
            return
        locks = self.session.lesson.locks
        described = locks.described()
        things = ", ".join(THINGS[name][0] for name in locks.closed)
        ranges = [
            f"{THINGS[name][0]} stays from {number(low)} to {number(high)}."
            for name, (low, high) in locks.range.items()
        ]
        words = " ".join([*([f"Held fast: {things}."] if things else []), *map(capital, ranges)])
        if self.session.holds_scene:
            words = "The scene stays as it is until the goal."
        self._standing = words
        self._lock_icon.setVisible(True)
        self.lock_words.setText(words)
        self.lock.setToolTip("\n".join(described))
        self._fit()
        self._draw_lock()

    def refuse(self, reason: str, locked: bool = True) -> None:
        """Something is held fast (or, not `locked`, was done otherwise): said where locks stand."""
        self.lock.setVisible(True)
        self._lock_icon.setVisible(locked)
        self.lock_words.setText(capital(localised(reason)))
        self._draw_lock()

    @property
    def wanted_height(self) -> int:
        """How high it would be if nothing had to be scrolled."""
        page = self.page.sizeHint().height() if self.page is not None else 0
        around = self._body.height() - self.scroll_area.height()
        return around + page + px(40)  # and the dock's own title

    def show_run(self) -> None:
        """The run of a page was done, or may be done now."""
        if self.page is not None:
            self.page.show_reveals()
        self._show_state()
        if self.isVisible() and self.page is not None and self.page.is_done:
            self._focus_on()

    def _show_state(self) -> None:
        session = self.session
        if session is None:
            return
        total = len(session.lesson.steps)
        self.bar.setRange(0, total)
        self.bar.setValue(session.place + 1)
        self.bar.setAccessibleName(f"Page {session.place + 1} of {total}")
        self.count.setText(f"Page {session.place + 1} of {total}")
        most = session.lesson.points
        self.points.setText(
            f"{number(session.score)} of {number(most)} point{'s' * (most != 1)}"
        )
        self.back_button.setEnabled(session.place > 0)
        last = session.place + 1 == total
        self.on_button.setText("Finish" if last else "Next")
        reason = "" if last else session.why_not_on()
        self.on_button.setEnabled(not reason)
        self.on_button.setToolTip(reason or ("To the list of lessons." if last
                                             else "The next page (Alt+Right)."))
        page = self.page
        done = page is None or page.is_done
        set_role(self.on_button, "primary" if not reason and done else "")
        if page is not None:
            page.set_primary(not done)

    @Slot()
    def _focus_on(self) -> None:
        """The keyboard goes to the way on: Enter presses it, and Space still plays."""
        if self.on_button.isEnabled():
            self.on_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _answered(self) -> None:
        self.describe_locks()  # what was refused may be allowed now
        self._show_state()
        self.answered.emit()

    @Slot()
    def on(self) -> None:
        """The next page; after the last one the list."""
        if self.session is None or self.stack.currentIndex() != 1:
            return
        if self.session.place + 1 == len(self.session.lesson.steps):
            self.listed.emit()
        elif self.session.go(1):
            self.show_page()
            self.moved.emit()

    @Slot()
    def back(self) -> None:
        """The page before."""
        if self.session is not None and self.stack.currentIndex() == 1 and self.session.go(-1):
            self.show_page()
            self.moved.emit()

    def _draw_lock(self) -> None:
        self._lock_icon.setPixmap(pixmap("lock", px(14), "quiet", self.devicePixelRatioF()))

    @Slot()
    def _dress(self) -> None:
        """Sizes of the type."""
        self._rows.setContentsMargins(*[px(SPACE_M)] * 4)
        self.bar.setFixedHeight(px(6))
        self._draw_lock()
        self._fit()

    def _fit(self) -> None:
        """In a low panel the page has what else the bar and the standing lock would take."""
        low = self.height() < px(LOW)
        self._rows.setSpacing(px(SPACE_XS if low else SPACE_S))
        self.title.setWordWrap(not low)
        if self.title.property("role") != (role := "" if low else "large"):
            set_role(self.title, role)  # in one line, which is longer in the smaller type
        self.leave_button.setText("" if low else "Leave")
        self.bar.setVisible(not low)
        said = self.lock_words.text()
        self.lock.setVisible(bool(said) and not (low and said == self._standing))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_lock_icon"):
            self._draw_lock()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(480))

    def minimumSizeHint(self) -> QSize:
        """As low as it can be, whatever is shown now: a high one is not to hold itself so."""
        return QSize(super().minimumSizeHint().width(), min(px(LOWEST), 360))
