"""What is looked at before Qt is: each a sentence that says what is missing and the mend."""

from __future__ import annotations

import os
import sys

PROGRAM = "playground"
LINUX_LIBRARIES = (
    "libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libxcb-cursor0 "
    "libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)


def no_display(self_test: bool) -> str:
    """Without a display Qt aborts the process; say it before it does (or test offscreen)."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    if self_test:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return ""
    return (
        "there is no display to open a window on; log in to a desktop, or use the commands "
        f"that need none ({PROGRAM} --help)"
    )


def no_qt() -> str:
    """Import Qt's binding; why it cannot be used here, or "" if it can."""
    try:
        import PySide6
        from PySide6 import QtCore, QtGui, QtWidgets  # noqa: F401
    except ImportError as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        if ".so" in reason:
            mend = f"install Qt's system libraries: sudo apt install {LINUX_LIBRARIES}"
        elif getattr(sys, "frozen", False):
            mend = "the program's folder is not complete: unpack its archive again"
        else:
            mend = "install it with: pip install PySide6-Essentials==6.11.3"
        return f"Qt cannot be loaded ({reason}); {mend}"
    if PySide6.__version__.startswith("6.12.0") and sys.version_info < (3, 12):
        return (
            "PySide6 6.12.0 crashes on Python 3.11; install another with: "
            'pip install "PySide6-Essentials==6.11.3"'
        )
    return ""
