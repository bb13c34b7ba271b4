"""Fills the home of the tests that need faces and a model: the set `people` and the checkpoint `tiny`."""

from facevae import home
from facevae.data import generated
from facevae.progress import silent
from facevae.training import launch, loop

generated.make("people", 60, seed=1)
loop.execute(launch.prepare("people", "article", {"steps": 40}, "tiny"), silent)
home.write_json(home.home() / "active.json", {"active_model": "tiny"})
