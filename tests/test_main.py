"""What happens before anything else when the program starts."""

import os

import pytest

from playground import __main__ as program


@pytest.mark.parametrize("before", [None, "/opt/somewhere/lib"])
def test_a_frozen_programs_libraries_are_for_nobody_else(monkeypatch, capsys, before):
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/lab/playground/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    assert program.main(["list"]) == 0
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert "rosenbrock" in capsys.readouterr().out


def test_from_source_the_environment_stays(monkeypatch, capsys):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/somewhere/lib")
    assert program.main(["list"]) == 0
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/somewhere/lib"
