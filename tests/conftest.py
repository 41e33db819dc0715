"""What every test stands on: no window on the screen, nothing written into the user's folders."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does, before NumPy

import pytest

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


def pytest_configure(config):
    # ziamath 0.13 reads its font in a way that Python 3.11 and 3.12 call deprecated.
    config.addinivalue_line("filterwarnings", "ignore:path is deprecated:DeprecationWarning")


def _point_into(monkeypatch, folder):
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(folder / name.lower()))
    # On Windows platformdirs asks the system and not the environment.
    monkeypatch.setattr(
        "platformdirs.windows.get_win_folder", lambda name: str(folder / name.lower())
    )


@pytest.fixture(scope="session", autouse=True)
def _no_user_folders(tmp_path_factory):
    """Whatever a test forgets to redirect lands in pytest's folder."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _point_into(monkeypatch, tmp_path_factory.mktemp("user"))
        yield


@pytest.fixture
def user_folders(monkeypatch, tmp_path):
    """A user's folders of this test's own, empty: platformdirs' paths point into it."""
    _point_into(monkeypatch, tmp_path)
    return tmp_path


class Work:
    """How many calls of functions it took, ours and C's: what a clock would tell, without one."""

    def __init__(self):
        self.calls = 0
        self._before = None

    def __enter__(self):
        self._before = sys.getprofile()
        sys.setprofile(self._count)
        return self

    def __exit__(self, *error):
        sys.setprofile(self._before)

    def _count(self, frame, event, argument):
        self.calls += event in ("call", "c_call")


@pytest.fixture
def work():
    """`with work: ...`, then `work.calls`: the same on every machine, however busy it is."""
    return Work()


OWN_SURFACE = '''from playground.engine.surface import Surface, surfaces
@surfaces.register("{name}")
class Own(Surface):
    """A bowl."""
    title = "Own {name}"
    teaches = "Nothing."
    formula = "x^2 + y^2"
    window = ((-1, 1), (-2, 2))
    start = (1.0, 1.0)
    def value(self, x, y, xp=None):
        return x * x + y * y
    def gradient(self, x, y, xp=None):
        return 2 * x, {slope}
'''


class OwnFolder:
    """The folder of own surfaces and optimizers, to be filled by a test."""

    def __init__(self, path):
        self.path = path

    def write(self, name, text):
        """A file with this text (or these bytes); its path."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = self.path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def surface(self, name, slope="2 * y", after="", file=""):
        """A file that registers a surface of this name."""
        text = OWN_SURFACE.format(name=name, slope=slope) + after
        return self.write(file or f"{name}.py", text)


@pytest.fixture
def own_folder(user_folders):
    """The person's own folder, empty and not allowed; what it brought is gone after the test."""
    from playground.lab.plugins import load as plugins

    yield OwnFolder(plugins.plugins_folder())
    plugins.take_in(())
