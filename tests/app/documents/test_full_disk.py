"""A disk that is full: what stood there stays, and the window says so."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAVING = """
import json, resource, sys
from pathlib import Path
from playground.app.shell.start import make_application, make_window
from playground.lab.experiments.files import read_experiment
app = make_application(False)
path = sys.argv[1]
window = make_window(read_experiment(path), path, keep_settings=False)
window.show()
window.mode.surface.start_dragged.emit((1.5, 0.5), True)
resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))  # from now on no file grows beyond 16 bytes
saved = window.documents.save()
print(json.dumps([saved, window.isWindowModified(), window.notice.text]))
window.player.workspace.mark_saved(window.player.experiment)
window.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are Unix's")
def test_saving_keeps_the_old_file_and_says_why(user_folders, tmp_path):
    from playground.lab.experiments.experiment import new_experiment
    from playground.lab.experiments.files import write_experiment

    path = tmp_path / "mine.json"
    write_experiment(path, new_experiment())
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", SAVING, str(path)], capture_output=True, text=True, timeout=100,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr
    saved, modified, notice = json.loads(done.stdout)
    assert not saved and modified
    assert notice.startswith(f"{path}: cannot be written (") and "another folder" in notice
    assert path.read_bytes() == before
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]
