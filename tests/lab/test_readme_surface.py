"""The surface in the README is what it says: a complete file."""

import re
from pathlib import Path

from playground.engine.surfaces import surfaces
from playground.lab.plugins.load import faults_of, load_folder, take_in

README = Path(__file__).parents[2] / "README.md"


def test_the_readmes_surface_can_be_used_as_it_stands(own_folder):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [b for b in blocks if "@surfaces.register" in b]
    own_folder.write("egg_box.py", block)
    reports = load_folder(own_folder.path)
    take_in(reports)
    assert not list(faults_of(reports)) and surfaces["egg_box"].title == "Egg box"
