"""Icons: there, in the theme's colours, sharp."""

import gc
from collections import Counter

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QToolButton

from playground.app.look import icon_files, icons
from playground.app.look.style import style
from playground.app.look.theme import DARK, LIGHT
from playground.lab.experiments.resources import resource

NAMES = [
    "play", "pause", "step", "step-back", "to-start", "to-end", "plus", "minus", "trash", "copy",
    "branch", "undo", "redo", "open", "save", "probe", "fit", "sun", "moon", "eye", "eye-off",
    "dice", "chart", "log", "help", "settings", "close", "warning", "chevron-down",
    "chevron-right", "camera", "more", "surface", "network", "check", "link", "search", "pixels",
]


def colors(image):
    """The opaque colours of an image, the most frequent first."""
    pixels = (
        image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
    )
    counted = Counter(p.name() for p in pixels if p.alpha() == 255)
    return [color for color, count in counted.most_common() if count > 2]


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_in_the_theme_and_inside_its_box(name):
    image = icons.icon(name).pixmap(QSize(48, 48)).toImage()
    assert colors(image) == [LIGHT.text]
    edge = [image.pixelColor(k, e).alpha() for k in range(48) for e in (0, 47)]
    edge += [image.pixelColor(e, k).alpha() for k in range(48) for e in (0, 47)]
    assert not any(edge)


def test_all_files_are_known_and_follow_one_hand():
    files = {path.stem: path.read_text() for path in resource("icons").glob("*.svg")}
    assert set(NAMES) <= set(files)
    for name in NAMES:
        assert 'viewBox="0 0 24 24"' in files[name]
        assert 'stroke-width="2"' in files[name]
        assert "currentColor" in files[name]
        assert "#" not in files[name]


def test_an_icon_follows_the_theme_without_being_set_again():
    icon = icons.icon("play")
    style.mode = "dark"
    assert colors(icon.pixmap(QSize(24, 24)).toImage()) == [DARK.text]
    style.mode = "light"
    assert colors(icon.pixmap(QSize(24, 24)).toImage()) == [LIGHT.text]


def test_states():
    icon = icons.icon("eye", checked_tint="accent")
    size, mode, state = QSize(24, 24), QIcon.Mode, QIcon.State
    dimmed = icon.pixmap(size, mode.Disabled, state.Off).toImage()
    assert colors(dimmed) == [QColor(LIGHT.disabled).name()]
    assert colors(icon.pixmap(size, mode.Normal, state.On).toImage()) == [LIGHT.accent]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_an_icon_is_sharp_at_any_pixel_ratio(ratio):
    pixmap = icons.icon("plus").pixmap(QSize(20, 20), ratio)
    assert pixmap.width() == round(20 * ratio)
    assert pixmap.devicePixelRatio() == ratio
    assert icons.pixmap("plus", 20, ratio=ratio).deviceIndependentSize().toSize() == QSize(20, 20)


def test_a_misspelt_name_fails_at_once():
    with pytest.raises(FileNotFoundError):
        icons.icon("plya")


def test_icons_outlive_their_python_names(qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    for name in NAMES * 3:
        button.setIcon(icons.icon(name))
        copied = QIcon(button.icon())
    gc.collect()
    button.resize(32, 32)
    assert LIGHT.text in colors(button.grab().toImage())
    assert not copied.isNull()


def test_the_app_icon_has_its_sizes():
    sizes = {size.width() for size in icons.app_icon().availableSizes()}
    assert sizes == set(icons.APP_ICON_SIZES)
    for size in icons.APP_ICON_SIZES:
        assert len(colors(icons.app_icon().pixmap(size, size).toImage())) > 4


def test_the_desktops_icons_are_drawn_from_the_drawings(qapp):
    for name, (svg, size) in icon_files.pictures().items():
        file = resource(f"desktop/hicolor/{name}")
        assert file.is_file(), f"{name}: run python -m playground.app.look.icon_files"
        if not size:
            assert file.read_bytes() == svg.read_bytes()
            continue
        kept = QImage(str(file)).convertToFormat(QImage.Format.Format_ARGB32)
        drawn = icon_files.rendered(svg, size).convertToFormat(QImage.Format.Format_ARGB32)
        assert kept.size() == drawn.size() == QSize(size, size)
        step = max(1, size // 16)
        for x in range(0, size, step):
            for y in range(0, size, step):
                a, b = kept.pixelColor(x, y).getRgb(), drawn.pixelColor(x, y).getRgb()
                assert max(abs(p - q) for p, q in zip(a, b, strict=True)) <= 24, (name, x, y)


@pytest.mark.parametrize("size", [16, 24, 48])
def test_the_programs_icon_shows_the_walk_and_its_end_at_every_size(qapp, size):
    image = icons.app_icon().pixmap(QSize(size, size)).toImage()
    seen = [image.pixelColor(x, y) for x in range(size) for y in range(size)]
    assert sum(c.red() > 200 and c.blue() > 200 for c in seen) > size  # the walk, white
    assert sum(c.red() > 200 and c.blue() < 90 for c in seen) >= 2  # its end, orange
