"""What the executable is called, and what Windows and macOS are told about it."""

from __future__ import annotations

import platform
import re
import sys
from typing import Any

from playground import __version__
from playground.desktop.names import DESKTOP_ID, MIME_TYPE, NAME, TITLE

COMMAND = "playground"
"""The program for terminals: the same, with a console on Windows."""
COPYRIGHT = "MIT licence"
EXPERIMENT_TYPE = f"{DESKTOP_ID}.experiment"
EXPERIMENT_SUFFIX = "json"
SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}


def archive_name(system: str = sys.platform, machine: str = "") -> str:
    """The name of the folder inside an archive, as optimization-playground-0.1.0-linux-x86_64."""
    machine = (machine or platform.machine()).lower()
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine, machine)
    return f"{NAME}-{__version__}-{SYSTEMS.get(system, system)}-{machine}"


def program_file(program: str, system: str = sys.platform) -> str:
    """The file of a program in the folder, as `playground.exe`."""
    return f"{program}.exe" if system == "win32" else program


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """A version as Windows wants it: 1.2.3rc1 is (1, 2, 3, 0)."""
    match = re.match(r"\d+(\.\d+){0,2}", version)
    found = [int(part) for part in match.group().split(".")] if match else []
    major, minor, patch = [*found, 0, 0, 0][:3]
    return major, minor, patch, 0


def windows_strings(program: str, version: str = __version__) -> dict[str, str]:
    """The texts in the properties of an .exe file."""
    return {
        "CompanyName": TITLE,
        "FileDescription": TITLE,
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": program_file(program, "win32"),
        "ProductName": TITLE,
        "ProductVersion": version,
    }


def info_plist(version: str = __version__) -> dict[str, Any]:
    """What macOS reads about the program: sharp text, its name, the documents that it opens."""
    return {
        "CFBundleDisplayName": TITLE,
        "CFBundleName": TITLE,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": ".".join(map(str, four_numbers(version)[:3])),
        "LSApplicationCategoryType": "public.app-category.education",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": COPYRIGHT,
        "NSRequiresAquaSystemAppearance": False,  # it has a dark theme of its own
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Optimization experiment",
                "CFBundleTypeRole": "Editor",
                # JSON belongs to editors: offer ourselves in "Open with", never take it over.
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [EXPERIMENT_TYPE, "public.json"],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": EXPERIMENT_TYPE,
                "UTTypeDescription": "Optimization experiment",
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {
                    "public.mime-type": [MIME_TYPE],
                    "public.filename-extension": [f"playground.{EXPERIMENT_SUFFIX}"],
                },
            }
        ],
    }


def windows_version_file(program: str, version: str = __version__) -> str:
    """The version resource of an .exe file, in the notation that PyInstaller reads."""
    numbers = four_numbers(version)
    texts = windows_strings(program, version).items()
    strings = ", ".join(f"StringStruct({key!r}, {text!r})" for key, text in texts)
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=[\n"
        f"  StringFileInfo([StringTable('040904B0', [{strings}])]),\n"
        "  VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )
