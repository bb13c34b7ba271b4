"""Reports that come with checkpoints, measured again; `FACEVAE_TEST_DATA` names the folder of the zips."""

import os
from pathlib import Path

import pytest

from facevae import home
from facevae.data.faceset import FaceSet
from facevae.data.importer import import_faces
from facevae.latents.codec import Codec
from facevae.recognition import protocols

FOLDER = Path(os.environ.get("FACEVAE_TEST_DATA") or "nowhere")
REPORTS = sorted(home.SHIPPED_CHECKPOINTS.glob("*/reports/*.json"))
# How each set was brought in for its reports.
IMPORTS = {
    "lfw": {"crop": "center", "center_px": 112},
    "ferplus": {"crop": "none"},
    "orl": {},
    "london": {},
}
FIGURES = {
    "verification": ("accuracy", "auc"),
    "identification": ("rank1",),
    "expression": ("accuracy", "balanced_accuracy"),
}
POINT = 0.01

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="FACEVAE_TEST_DATA names no folder"),
]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_report_is_reproduced_within_half_a_point(path):
    told = home.read_json(path)
    name = told["data"]
    import_faces(FOLDER / f"{name}.zip", name, **IMPORTS[name])
    codec = Codec.load(path.parent.parent.name)
    assert codec.checkpoint.id == told["checkpoint_id"]
    again = protocols.run(codec, FaceSet.open(name), told["protocol"], **told["options"])
    for protocol, figures in FIGURES.items():
        if protocol in told:
            assert again[protocol]["n"] == told[protocol]["n"]
            for figure in figures:
                expected = told[protocol][figure]
                assert again[protocol][figure] == pytest.approx(expected, abs=POINT / 2), figure
    if "reconstruction" in told:
        psnr = told["reconstruction"]["psnr"]
        assert again["reconstruction"]["psnr"] == pytest.approx(psnr, abs=0.1)
    for name, probe in told.get("probes", {}).items():
        assert again["probes"][name]["accuracy"] == pytest.approx(probe["accuracy"], abs=2 * POINT), name
