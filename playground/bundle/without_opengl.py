"""In the bundle, what stands for Qt's two OpenGL modules, which have 10 MB.

pyqtgraph imports them at its own import, for curves and views drawn by OpenGL, which the program
never asks for: all is drawn by QPainter. PyInstaller runs this file before the program.
"""

from __future__ import annotations

import sys
from types import ModuleType

from PySide6.QtWidgets import QWidget

drawing, widgets = ModuleType("PySide6.QtOpenGL"), ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = QWidget  # type: ignore[attr-defined]  # pyqtgraph derives a class from it
for module in drawing, widgets:
    sys.modules[module.__name__] = module
