"""Collects the licence of everything in the bundle, and refuses to go without one.

The texts come from each package's own metadata at the time of building; resources/licenses has
those that packages do not bring. On Linux the libraries taken from the system bring Debian's
copyright files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from playground import __version__
from playground.bundle.contents import Entry
from playground.bundle.slim import is_pythons
from playground.desktop.names import TITLE

BUILDER = "pyinstaller"  # its starter is a part of what is built
QT_PACKAGES = ("pyside6-essentials", "shiboken6")
FROM_RESOURCES = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", "qt-third-party.txt", "Apache-2.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "latex2mathml": ("latex2mathml.txt",),
    "ziamath": ("STIX-Two-Math.txt",),  # beside its own: the font that it carries
    "ziafont": ("DejaVu-Sans.txt",),
}
"""Texts in resources/licenses, by package; a package that is named here may bring none itself."""

_LICENCE = re.compile(r"^(licen[cs]e|copying|notice|.*[_-]licen[cs]e)", re.IGNORECASE)
_NOT_PACKAGES = re.compile(r"^(_sysconfigdata|pyi|_pyi|__main__$|playground$)")


class MissingLicenceError(Exception):
    """Something would be handed out without its licence; the text names all of it."""


class Notice(NamedTuple):
    """One thing in the bundle: its name and version, its licence in a word, and the texts."""

    name: str
    licence: str
    files: list[Path]


def collect(modules: Iterable[str], binaries: Iterable[Entry], resources: Path) -> list[Notice]:
    """The notices of all that a bundle holds; raises MissingLicenceError naming what lacks one.

    `modules` are the names of Python modules, `binaries` the libraries with their sources.
    """
    notices, problems = [python_notice()], []
    for name in sorted({*packages_of(modules), *QT_PACKAGES, BUILDER}):
        try:
            notices.append(package_notice(name, resources))
        except MissingLicenceError as error:
            problems.append(str(error))
    try:
        notices += system_notices(source for _, source, _ in binaries if is_systems(source))
    except MissingLicenceError as error:
        problems.append(str(error))
    if problems:
        raise MissingLicenceError("; ".join(problems))
    return notices


def packages_of(modules: Iterable[str]) -> list[str]:
    """The distributions that modules come from; raises MissingLicenceError for strays."""
    owners = metadata.packages_distributions()
    tops = {name.partition(".")[0] for name in modules}
    tops -= set(sys.stdlib_module_names)
    foreign = {top for top in tops if not _NOT_PACKAGES.match(top)}
    strays = sorted(foreign - set(owners))
    if strays:
        raise MissingLicenceError(f"belongs to no installed package: {', '.join(strays)}")
    return sorted({normal(name) for top in foreign for name in owners[top]})


def normal(name: str) -> str:
    """A distribution's name as indexes write it: PySide6_Essentials is pyside6-essentials."""
    return re.sub(r"[-_.]+", "-", name).lower()


def package_notice(name: str, resources: Path) -> Notice:
    """The notice of an installed distribution; raises MissingLicenceError if it has no text."""
    distribution = metadata.distribution(name)
    files = [
        Path(str(distribution.locate_file(file))) for file in distribution.files or ()
        if ".dist-info" in file.parts[0] and _LICENCE.match(file.name)
    ]
    texts = FROM_RESOURCES.get(normal(name), ())
    files += [resources / "licenses" / text for text in texts]
    files = [file for file in files if file.is_file()]
    if not files:
        raise MissingLicenceError(
            f"{name} brings no licence text; put one into resources/licenses and name it in "
            "playground/bundle/notices.py"
        )
    return Notice(f"{distribution.name} {distribution.version}", _in_a_word(distribution), files)


def metadata_entries(packages: Iterable[str]) -> list[Entry]:
    """Each package's METADATA, by which the program knows the versions that About shows."""
    entries = []
    for name in packages:
        for file in metadata.distribution(name).files or ():
            if file.name == "METADATA" and file.parts[0].endswith(".dist-info"):
                entries.append((str(file), str(file.locate()), "DATA"))
    return entries


def _in_a_word(distribution: metadata.Distribution) -> str:
    about = distribution.metadata
    fields = ("License-Expression", "License")
    stated = [text for key in fields for text in about.get_all(key) or ()]
    expression = stated[0] if stated else ""
    if not expression or "\n" in expression or len(expression) > 80:
        classifiers = about.get_all("Classifier") or []
        named = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License")]
        expression = ", ".join(named) or "see the text"
    return expression


def python_notice() -> Notice:
    """The licence of Python itself; raises MissingLicenceError if the text is not found."""
    library = Path(sysconfig.get_path("stdlib"))
    places = [library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt",
              library / "LICENSE", Path(f"/usr/share/doc/{library.name}/copyright")]
    for place in places:
        if place.is_file():
            return Notice(f"Python {sys.version.split()[0]}", "PSF-2.0", [place])
    raise MissingLicenceError(f"Python's licence is not at {places[0]}")


def system_notices(sources: Iterable[str]) -> list[Notice]:
    """The notices of libraries taken from the system, by Debian package.

    Where there is no dpkg there are no texts to collect either: the bundle is then for the
    builder's own use, and the build says so.
    """
    sources = sorted(set(sources))
    if sources and not shutil.which("dpkg"):
        print("no dpkg here: the licences of the system's libraries are not collected; keep this "
              "bundle for yourself, or build on Debian or Ubuntu to hand it out", file=sys.stderr)
        return []
    found: dict[str, Path] = {}
    strays = []
    for source in sources:
        package = _debian_package(Path(source))
        text = Path(f"/usr/share/doc/{package}/copyright")
        if package and text.is_file():
            found[package] = text
        else:
            strays.append(source)
    if strays:
        raise MissingLicenceError(f"no Debian copyright file for {', '.join(strays)}")
    return [Notice(package, "see the text", [text]) for package, text in sorted(found.items())]


def is_systems(source: str) -> bool:
    """Whether a library was taken from the Linux system (not from a package, not Python's)."""
    path = Path(source).resolve()
    system = sys.platform.startswith("linux") and path.is_absolute()
    return system and path.parts[1] in ("lib", "lib64", "usr") and not is_pythons(source) and (
        "site-packages" not in path.parts and "local" not in path.parts
    )


def _debian_package(path: Path) -> str:
    real = path.resolve()
    # What lies in /usr/lib may be listed as in /lib.
    for place in (real, path, Path("/", *real.parts[2:])):
        done = subprocess.run(["dpkg", "-S", str(place)], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return ""


def write(notices: Iterable[Notice], own: Path, target: Path) -> Path:
    """Fill the folder `target` with the texts, a folder each, and NOTICES.txt; the latter."""
    lines = []
    shutil.rmtree(target, ignore_errors=True)
    for notice in notices:
        folder = target / re.sub(r"[^\w.+-]+", "-", notice.name)
        folder.mkdir(parents=True)
        names = [_free_name(folder, file) for file in notice.files]
        for file, name in zip(notice.files, names, strict=True):
            shutil.copyfile(file, folder / name)
        lines.append(f"{notice.name}: {notice.licence} ({folder.name}/)")
    shutil.copyfile(own, target / "LICENSE.txt")
    sheet = target / "NOTICES.txt"
    sheet.write_text(_sheet(lines), encoding="utf-8")
    return sheet


def _free_name(folder: Path, file: Path) -> str:
    """A file's name, with its folder's before it where several are called the same."""
    name = file.name if file.suffix else f"{file.name}.txt"
    taken = folder / name
    if taken.exists():
        name = f"{file.parent.name}-{name}"
    (folder / name).touch()
    return name


def _sheet(lines: list[str]) -> str:
    qt = metadata.version(QT_PACKAGES[0])
    line = ".".join(qt.split(".")[:2])
    things = "\n".join(f"- {line}" for line in lines)
    return f"""{TITLE} {__version__}

The program itself is under the MIT licence (LICENSE.txt). This folder also contains the work of
many others, each under its own licence; the texts are in the folders named below.

Qt and Qt for Python, under the LGPLv3
--------------------------------------

This program uses Qt {qt} and Qt for Python (PySide6, shiboken6) {qt} under the GNU Lesser
General Public License, version 3. The libraries are unchanged, and you may exchange them:

- They are the files in _internal/PySide6 and _internal/shiboken6 (on Linux in
  _internal/PySide6/Qt/lib; in an application for macOS in Contents/Frameworks). Put a changed
  version with the same names and a compatible interface in their place, and the program uses it.
- Their source is at https://download.qt.io/official_releases/qt/{line}/{qt}/single/ and
  https://download.qt.io/official_releases/QtForPython/pyside6/ (tag v{qt} of
  https://code.qt.io/cgit/pyside/pyside-setup.git/). If you hand this folder on, keep the way to
  that source open to those who get it from you, for instance with a copy of it.
- You may modify the program for your own use and reverse engineer it to debug such changes.

What is in this folder
----------------------

{things}
- Colour maps viridis and cividis: CC0-1.0 (../colormaps/LICENSE.txt)
- Data sets: CC0-1.0 and CC BY 4.0, with their sources (../data/LICENSES.md)
"""
