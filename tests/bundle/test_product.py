"""What Windows and macOS are told: the data is well-formed and true."""

import plistlib

import pytest

from playground import __version__
from playground.bundle import product
from playground.lab.experiments.files import SUFFIX


@pytest.mark.parametrize("system, machine, name", [
    ("linux", "x86_64", "linux-x86_64"), ("win32", "AMD64", "windows-x86_64"),
    ("darwin", "arm64", "macos-arm64"), ("linux", "aarch64", "linux-arm64"),
])
def test_the_archive_says_version_and_system(system, machine, name):
    assert product.archive_name(system, machine) == f"optimization-playground-{__version__}-{name}"


@pytest.mark.parametrize("version, numbers", [
    ("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("1.2.3rc1", (1, 2, 3, 0)), ("x", (0, 0, 0, 0)),
])
def test_versions_for_windows(version, numbers):
    assert product.four_numbers(version) == numbers


def test_the_version_file_is_what_pyinstaller_evaluates():
    made = {}

    def record(kind):
        def make(*positional, **named):
            made.setdefault(kind, []).append((positional, named))
            return kind
        return make

    kinds = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct",
             "VarFileInfo", "VarStruct")
    eval(product.windows_version_file("playground"), {kind: record(kind) for kind in kinds})
    strings = dict(positional for positional, _ in made["StringStruct"])
    assert strings["OriginalFilename"] == "playground.exe"
    assert strings["ProductVersion"] == __version__
    assert made["FixedFileInfo"][0][1]["filevers"] == product.four_numbers(__version__)


def test_the_property_list_of_macos():
    plist = plistlib.loads(plistlib.dumps(product.info_plist()))
    assert plist["NSHighResolutionCapable"] is True
    assert plist["CFBundleShortVersionString"] == __version__
    kinds = plist["CFBundleDocumentTypes"][0]["LSItemContentTypes"]
    declared = plist["UTExportedTypeDeclarations"][0]
    assert declared["UTTypeIdentifier"] in kinds and "public.json" in kinds
    endings = declared["UTTypeTagSpecification"]["public.filename-extension"]
    assert all(f".{ending}".endswith(SUFFIX) for ending in endings)


def test_programs_have_their_suffix_on_windows():
    assert product.program_file("playground", "win32") == "playground.exe"
    assert product.program_file("playground", "linux") == "playground"
