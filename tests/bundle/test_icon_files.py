"""The icons for Windows and macOS: every size is there, drawn for itself."""

import pytest
from PIL import Image

from playground.bundle import icons
from playground.lab.experiments.resources import resource, resources_folder


@pytest.mark.parametrize("write, name, sizes", [
    (icons.write_ico, "app.ico", icons.ICO_SIZES),
    (icons.write_icns, "app.icns", icons.ICNS_SIZES),
])
def test_every_size_is_in_the_file(tmp_path, write, name, sizes):
    written = write(resources_folder(), tmp_path / name)
    with Image.open(written) as opened:
        found = {size[0] * (size[2] if len(size) > 2 else 1) for size in opened.info["sizes"]}
    assert set(sizes) <= found


def test_a_small_icon_is_drawn_and_transparent_at_the_corners():
    picture = icons.drawn(resource("app-icon.svg"), 32)
    assert picture.size == (32, 32) and picture.mode == "RGBA"
    assert picture.getpixel((0, 0))[3] == 0 and picture.getpixel((16, 16))[3] == 255
    assert len(picture.getcolors(1024)) > 20


@pytest.mark.qt_log_ignore("svg")
def test_what_is_no_svg_is_refused(tmp_path):
    (tmp_path / "no.svg").write_text("no picture")
    with pytest.raises(ValueError, match=r"no\.svg"):
        icons.drawn(tmp_path / "no.svg", 16)
