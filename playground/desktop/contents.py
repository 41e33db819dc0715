"""The files that make the program at home: each a place under the data folder, and its bytes."""

from __future__ import annotations

from pathlib import Path

from playground import __version__
from playground.desktop.names import DESKTOP_ID, MIME_ICON, MIME_TYPE, TITLE
from playground.desktop.program import as_string, exec_line
from playground.lab.experiments.files import OWN_SUFFIX
from playground.lab.experiments.resources import resource

SUMMARY = "Watch gradient descent and backpropagation work, step by step"
RELEASED = "2026-11-22"


def files(words: list[str], folder: Path | None) -> dict[str, bytes]:
    """Every file to install, by its place under the data folder ("applications/….desktop")."""
    icons = resource("desktop/hicolor")
    found = {
        f"applications/{DESKTOP_ID}.desktop": desktop_entry(words, folder).encode(),
        f"mime/packages/{DESKTOP_ID}.xml": mime_package().encode(),
        f"metainfo/{DESKTOP_ID}.metainfo.xml": metainfo().encode(),
    }
    for path in sorted(icons.rglob("*")):
        if path.is_file() and path.stem in (DESKTOP_ID, MIME_ICON):
            found[f"icons/hicolor/{path.relative_to(icons).as_posix()}"] = path.read_bytes()
    return found


def desktop_entry(words: list[str], folder: Path | None) -> str:
    """The menu entry."""
    lines = [
        "[Desktop Entry]", "Type=Application", "Version=1.0", f"Name={TITLE}",
        "GenericName=Optimization and Backpropagation", f"Comment={SUMMARY}",
        f"Exec={exec_line(words)}", f"TryExec={as_string(words[0])}",
        *([f"Path={as_string(str(folder))}"] if folder else []),
        f"Icon={DESKTOP_ID}", "Terminal=false", "StartupNotify=true",
        f"StartupWMClass={DESKTOP_ID}", f"MimeType={MIME_TYPE};",
        "Categories=Education;Math;ArtificialIntelligence;",
        "Keywords=gradient;descent;optimizer;neural;network;backpropagation;learning;Adam;",
    ]
    return "\n".join(lines) + "\n"


def mime_package() -> str:
    """The type of experiment files. All are JSON; only those of our own suffix are ours."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{MIME_TYPE}">
    <comment>Optimization experiment</comment>
    <sub-class-of type="application/json"/>
    <icon name="{MIME_ICON}"/>
    <glob pattern="*{OWN_SUFFIX}" weight="80"/>
    <glob pattern="*.lesson.json" weight="80"/>
  </mime-type>
</mime-info>
"""


def metainfo() -> str:
    """What software centres show."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{DESKTOP_ID}</id>
  <metadata_license>MIT</metadata_license>
  <project_license>MIT</project_license>
  <name>{TITLE}</name>
  <summary>{SUMMARY}</summary>
  <description>
    <p>
      Choose a surface or type a function, press Space, and see where each optimizer walks and why:
      the update rule with its numbers in it, the gradient, the velocity, the loss, and at the end
      a sentence that says why it stopped.
    </p>
    <p>
      Or build a network, work its backpropagation through by hand, train it, and see the gradients
      of every layer. Every step can be taken back, exactly.
    </p>
  </description>
  <launchable type="desktop-id">{DESKTOP_ID}.desktop</launchable>
  <developer id="io.github.optimization_playground">
    <name>The authors of {TITLE}</name>
  </developer>
  <categories>
    <category>Education</category>
    <category>Science</category>
  </categories>
  <provides>
    <binary>playground</binary>
    <mediatype>{MIME_TYPE}</mediatype>
  </provides>
  <requires>
    <display_length compare="ge">720</display_length>
  </requires>
  <supports>
    <control>keyboard</control>
    <control>pointing</control>
  </supports>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="{__version__}" date="{RELEASED}"/>
  </releases>
</component>
"""
