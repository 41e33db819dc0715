"""What every test stands on: no window on the screen, nothing written into the user's folders."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

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
