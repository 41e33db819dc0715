"""The picture in the round: a widget that turns, and shows what it is given as plain data."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from playground.app.look.style import BODY, SMALL, SPACE_XS, font, px, style
from playground.app.paint.chips import paint_chip
from playground.app.plots.round.arrows import Heading, paint_arrows
from playground.app.plots.round.camera import (
    MAP,
    Camera,
    Projection,
    under,
)
from playground.app.plots.round.floor import Floor
from playground.app.plots.round.ground import Ground, Sheet, Walked
from playground.app.plots.round.relief import Relief
from playground.app.plots.round.text import about_height
from playground.app.plots.round.walks import Placed, paint_shadows, paint_sheet, paint_ways
from playground.app.plots.view_box import SLACK, WHEEL, ZOOM_KEYS

REST_MS = 140
"""After so long without a turn it is drawn finely."""
MARGIN, SMALL_MARGIN = 46, 0.1
"""Pixels around the ground for words; in a small picture no more than this share of its side."""
LOW = 150
"""In a picture of less height one line of words stands over it."""
A_PIXEL = 0.4
"""Degrees that a pixel of a drag turns."""
A_KEY = 5.0
FLIGHT_MS = 420
Key = Qt.Key
TURN_KEYS = {Key.Key_Left: (A_KEY, 0), Key.Key_Right: (-A_KEY, 0), Key.Key_Up: (0, A_KEY),
             Key.Key_Down: (0, -A_KEY)}
"""With Ctrl, as they pan a map: without it they are the transport's."""
HELP = (
    "Drag: turn. Wheel: zoom. Shift and wheel: heights drawn higher or lower. Drag with the middle "
    "or right button: move. Double click: fit. What the ground hides is drawn faintly; the thin "
    "line on the floor is each way's shadow."
)


class RoundView(QWidget):
    """Shows a `Ground` and ways over it. It changes nothing but its own camera: what it is asked
    to show otherwise it says, so that the map beside it shows the same."""

    zoomed = Signal(float)
    """The ground is to be shown so many times as large, about its middle."""
    panned = Signal(float, float)
    """It is to be moved by so many of its units a, b."""
    fit_asked = Signal()
    above_reached = Signal()
    """The camera has come to where it sees the map."""
    runner_clicked = Signal(int)
    pointed = Signal(object)
    """(a, b) of the ground under the pointer; None where there is none, or when it leaves."""
    save_asked = Signal()
    resized = Signal()
    camera_moved = Signal(object)
    """It is seen from elsewhere: the camera, with every frame."""
    turned = Signal(object)
    """Somebody has turned it, or drawn its heights higher or lower: the camera, once it rests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera()
        self.animated = True
        self.empty = "Nothing to see yet."
        self.tip, self.name = HELP, ""
        self._ground: Ground | None = None
        self._floor: Floor | None = None
        self._relief: Relief | None = None
        self._walks: tuple[Walked, ...] = ()
        self._sheet: Sheet | None = None
        self._headings: tuple[Heading, ...] = ()
        self._back = self._told = self.camera
        self._fine = True
        self.inset = (0.0, 0.0, 0.0, 0.0)
        """How far inside of the widget the map would lie: left, top, right, bottom."""
        self._below, self._kept = QPixmap(), QPixmap()
        self._known: object = None
        self._placed: list[Placed] = []
        self._words: list[QRectF] = []  # where those along the floor's edges stand
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._held = Qt.MouseButton.NoButton
        self._moved = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._draw_at_rest)
        self._flight = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=FLIGHT_MS)
        self._flight.valueChanged.connect(self._fly)
        self._way: tuple[Camera, Camera] = (self.camera, self.camera)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("In the round")
        self.setToolTip(HELP)
        style.changed.connect(self._restyle)

    # What is shown

    @property
    def ground(self) -> Ground | None:
        """What is shown."""
        return self._ground

    def show_ground(self, ground: Ground | None) -> None:
        """Another ground; None shows a sentence instead."""
        if ground is self._ground:
            return
        self._ground = ground
        self._floor = Floor(ground) if ground is not None else None
        self._relief = Relief(ground) if ground is not None else None
        self.update()

    def show_walks(self, walks: Sequence[Walked]) -> None:
        """Who walked, up to the cursor, the selected runner last."""
        self._walks = tuple(walks)
        self.update()

    def show_sheet(self, sheet: Sheet | None) -> None:
        """A net over the ground; None takes it away."""
        if sheet is not self._sheet:
            self._sheet = sheet
            self.update()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The arrows that are shown."""
        return self._headings

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """Arrows over the ground: slopes and steps."""
        if tuple(headings) != self._headings:
            self._headings = tuple(headings)
            self.update()

    def draw_coarsely(self) -> None:
        """Something moves: small cells come back when it rests."""
        self._fine = False
        self._rest.start()
        self.update()

    @property
    def fine(self) -> bool:
        """Whether the ground is drawn with its small cells."""
        return self._fine

    # The camera

    def look(self, camera: Camera) -> None:
        """Look from somewhere else."""
        if camera != self.camera:
            self.camera = camera
            self.draw_coarsely()
            self.camera_moved.emit(camera)

    def follow(self, camera: Camera) -> None:
        """Look from where another picture is looked at, which says so itself."""
        if camera != self.camera:
            self._flight.stop()
            self.camera = self._told = camera
            self.draw_coarsely()

    def turn(self, azimuth: float, elevation: float) -> None:
        """Turn by so many degrees."""
        self._flight.stop()
        self.look(self.camera.turned(azimuth, elevation))

    def stretch(self, factor: float) -> None:
        """Draw heights so many times as high."""
        self.look(self.camera.stretched(factor))

    def look_from_above(self) -> None:
        """Fly up until the picture is the map; `above_reached` tells when."""
        if self.camera.elevation < MAP.elevation:
            self._back = self.camera
        self.fly_to(Camera(MAP.azimuth, MAP.elevation, self.camera.stretch))

    def keep(self, camera: Camera) -> None:
        """Look from where somebody once turned it to; from above, it is where one will fly to."""
        if self.camera.kept == camera.kept:
            return
        self._told = self._back = camera
        if self.camera.elevation < MAP.elevation:
            self._flight.stop()
            self.look(camera)

    def look_down_from_above(self) -> None:
        """Fly from where the map is seen to where one looked from before."""
        self.camera = Camera(MAP.azimuth, MAP.elevation, self.camera.stretch)
        self.fly_to(self._back)

    def look_as_usual(self) -> None:
        """Back to where one looks from at first."""
        self.fly_to(Camera())

    def fly_to(self, camera: Camera) -> None:
        """Look from somewhere else, and be seen to go there unless motion is reduced."""
        self._way = self.camera, camera
        self._flight.stop()
        if self.animated and self.isVisible() and camera != self.camera:
            self._flight.start()
        else:
            self._fly(1.0)

    def _fly(self, share: object) -> None:
        assert isinstance(share, float)
        begin, end = self._way
        self.look(end if share >= 1 else begin.between(end, share * share * (3 - 2 * share)))
        if share >= 1 and end.elevation >= MAP.elevation:
            self.above_reached.emit()

    def _draw_at_rest(self) -> None:
        self._fine = True
        self.update()
        flying = self._flight.state() == QVariantAnimation.State.Running
        if not flying and self.camera.elevation < MAP.elevation and self.camera != self._told:
            self._told = self.camera
            self.turned.emit(self.camera)

    # Painting

    def projection(self, rect: QRectF | None = None) -> Projection | None:
        """Where the ground is in the widget, or in a rectangle of a picture."""
        if self._ground is None:
            return None
        room = QRectF(self.rect()) if rect is None else rect
        left, top, right, bottom = self.inset
        area = room.adjusted(left, top, -right, -bottom)
        margin = min(px(MARGIN), SMALL_MARGIN * min(room.width(), room.height()))
        return Projection(self._ground, self.camera, area, room, margin)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        projection = self.projection()
        if projection is None:
            self._paint_empty(painter)
            return
        self._keep_ground(projection)
        self._place(projection)
        painter.drawPixmap(0, 0, self._below)
        paint_shadows(painter, self._placed)
        painter.drawPixmap(0, 0, self._kept)
        self._paint_over(painter, projection)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Everything as lines and areas, for a file."""
        painter.fillRect(rect, QColor(style.theme.panel))
        projection = self.projection(rect)
        if projection is not None:
            before = self._words
            self._place(projection)
            self._paint_floor(painter, projection, True)
            paint_shadows(painter, self._placed)
            self._paint_relief(painter, projection, True)
            self._paint_over(painter, projection)
            self._words = before  # those of the widget, whose floor is kept

    def _keep_ground(self, projection: Projection) -> None:
        """Floor and ground as pixels, kept until one looks from elsewhere."""
        ratio = self.devicePixelRatioF()
        known = (self._relief, self.camera, self.size(), ratio, self._fine, style.theme,
                 style.scale, style.surface_map, self.locale().decimalPoint())
        if known == self._known:
            return
        self._known = known
        size = (QRectF(self.rect()).size() * ratio).toSize()
        if self._kept.size() != size:
            self._below, self._kept = QPixmap(size), QPixmap(size)
        for kept, ground in ((self._below, QColor(style.theme.panel)),
                             (self._kept, QColor(Qt.GlobalColor.transparent))):
            kept.setDevicePixelRatio(ratio)
            kept.fill(ground)
        painter = QPainter(self._below)
        self._paint_floor(painter, projection, self._fine)
        painter.end()
        painter = QPainter(self._kept)
        self._paint_relief(painter, projection, self._fine)
        painter.end()

    def _paint_floor(self, painter: QPainter, projection: Projection, fine: bool) -> None:
        assert self._floor is not None
        self._floor.paint(painter, projection, fine)
        self._words = self._floor.paint_axes(painter, projection)

    def _paint_relief(self, painter: QPainter, projection: Projection, fine: bool) -> None:
        assert self._floor is not None and self._relief is not None
        self._relief.paint(painter, projection, fine)
        if projection.cos < 0.25:  # nearly from above, where the floor is under the ground
            color = QColor(style.theme.contour)
            color.setAlphaF(0.45 * (1 - projection.cos / 0.25))
            self._floor.paint_contours(painter, projection, color)

    def _place(self, projection: Projection) -> None:
        assert self._ground is not None
        self._placed = [Placed(self._ground, projection, walked) for walked in self._walks]

    def _paint_over(self, painter: QPainter, projection: Projection) -> None:
        assert self._ground is not None
        if self._sheet is not None:
            color = QColor(style.theme.accent)
            paint_sheet(painter, self._ground, projection, self._sheet, color)
        paint_ways(painter, self._placed)
        paint_arrows(painter, self._ground, projection, self._headings)
        area = projection.room.adjusted(px(6), px(6), -px(6), -px(6))
        if projection.cos > 0:
            metrics = QFontMetricsF(font(SMALL))
            lines = [
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - px(10))
                for text in (*filter(None, [self.name]), *about_height(self._ground, projection))
            ]
            if area.height() < px(LOW):  # words are not to hide what they are about
                lines = lines[:1]
            place = self.words_place(lines, area)
            for k, line in enumerate(lines):
                at = place.topLeft() + QPointF(0, k * place.height() / len(lines))
                paint_chip(painter, at, line, area, style.theme.quiet)

    @property
    def edge_words(self) -> list[QRectF]:
        """Where numbers and names stand along the floor's edges."""
        return self._words

    def words_place(self, lines: Sequence[str], area: QRectF) -> QRectF:
        """Where words about the heights hide none along the edges: the first corner that is free,
        below at the left if none is."""
        metrics = QFontMetricsF(font(SMALL))
        wide = max(metrics.horizontalAdvance(line) for line in lines) + 2 * px(SPACE_XS)
        box = QRectF(0, 0, wide, len(lines) * (metrics.height() + 1))
        places = []
        for right, top in ((False, False), (True, False), (False, True), (True, True)):
            box.moveLeft(area.right() - wide if right else area.left())
            box.moveTop(area.top() if top else area.bottom() - box.height())
            places.append(QRectF(box))
        free = (place for place in places if not any(map(place.intersects, self._words)))
        return next(free, places[0])

    def _paint_empty(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(style.theme.panel))
        painter.setFont(font(BODY))
        painter.setPen(QColor(style.theme.quiet))
        inner = self.rect().adjusted(px(16), px(16), -px(16), -px(16))
        painter.drawText(
            inner, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.empty
        )

    def picture(self, ratio: float = 2.0) -> QImage:
        """The picture with so many pixels for each of the screen's, for the clipboard."""
        image = QImage(self.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        self.paint_picture(painter, QRectF(self.rect()))
        painter.end()
        return image

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._held == Qt.MouseButton.NoButton:
            self._held = event.button()
            self._pressed = self._last = event.position()
            self._moved = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._held == Qt.MouseButton.NoButton or self._pressed is None:
            self._point(at)
            return
        if not self._moved and (at - self._pressed).manhattanLength() <= px(SLACK):
            return
        self._moved = True
        away, self._last = at - self._last, at
        if self._held == Qt.MouseButton.LeftButton:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.turn(A_PIXEL * away.x() / style.scale, A_PIXEL * away.y() / style.scale)
        else:
            self._pan(at - away, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != self._held:
            return
        held, self._held = self._held, Qt.MouseButton.NoButton
        self.unsetCursor()
        if self._moved:
            return
        if held == Qt.MouseButton.LeftButton:
            self._click(event.position())
        elif held == Qt.MouseButton.RightButton:
            self.make_menu().popup(event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit_asked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.stretch(WHEEL**notches)
        else:
            self.draw_coarsely()
            self.zoomed.emit(WHEEL**notches)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def leaveEvent(self, event: object) -> None:
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl and arrows turn, Page Up and Page Down zoom (with Shift: stretch); others are the
        window's."""
        key, mods = Key(event.key()), event.modifiers()
        if key in TURN_KEYS and mods == Qt.KeyboardModifier.ControlModifier:
            self.turn(*TURN_KEYS[key])
        elif key in ZOOM_KEYS and mods == Qt.KeyboardModifier.ShiftModifier:
            self.stretch(ZOOM_KEYS[key])
        elif key in ZOOM_KEYS and not mods:
            self.draw_coarsely()
            self.zoomed.emit(ZOOM_KEYS[key])
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.make_menu().popup(self.mapToGlobal(self.rect().center()))
        event.accept()

    def make_menu(self) -> QMenu:
        """What can be done with it."""
        menu = QMenu("In the round", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, run in (
            ("Look from above: the map", self.look_from_above),
            ("Look as at first", self.look_as_usual),
            ("Higher heights\tShift+Page Up", lambda: self.stretch(WHEEL**2)),
            ("Lower heights\tShift+Page Down", lambda: self.stretch(WHEEL**-2)),
            ("", None),
            ("Show all\tDouble click", self.fit_asked.emit),
            ("Zoom in\tPage Up", lambda: self.zoomed.emit(WHEEL**2)),
            ("Zoom out\tPage Down", lambda: self.zoomed.emit(WHEEL**-2)),
            ("", None),
            ("Save picture…", self.save_asked.emit),
            ("Copy picture", lambda: QGuiApplication.clipboard().setImage(self.picture())),
        ):
            if run is None:
                menu.addSeparator()
            else:
                menu.addAction(text).triggered.connect(lambda _=False, run=run: run())
        return menu

    def _click(self, at: QPointF) -> None:
        for way in reversed(self._placed):
            if way.head is not None and (way.head - at).manhattanLength() <= px(14):
                self.runner_clicked.emit(way.walked.slot)
                return

    def _point(self, at: QPointF) -> None:
        projection = self.projection()
        if projection is not None and self._ground is not None:
            self.pointed.emit(under(self._ground, projection, at))

    def _pan(self, before: QPointF, after: QPointF) -> None:
        projection = self.projection()
        if projection is not None:
            (a, b), (to_a, to_b) = (projection.on_ground(at, 0.0) for at in (before, after))
            self.draw_coarsely()
            self.panned.emit(float(a - to_a), float(b - to_b))

    def _restyle(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(640), px(520))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), px(200))

