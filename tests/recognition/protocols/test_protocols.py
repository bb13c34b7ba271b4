import json

import numpy as np
import pytest

from facevae.errors import CheckpointError, ConfigError
from facevae.json_values import plain
from facevae.recognition.protocols import PROTOCOLS, run
from tests.recognition.support import face_set, seer_of_people


def test_all_that_the_labels_and_the_model_allow_in_one_report(people, codec):
    report = run(codec(identity_dim=4, expression_dim=3), people, "all")
    assert set(report["left_out"]) == {"disentanglement"}  # asks for hundreds of drawn faces
    assert set(report) >= {*PROTOCOLS, "baseline", "leaks"} - {"disentanglement"}
    assert all(
        report[name]["n"] for name in ("reconstruction", "verification", "identification", "expression")
    )
    assert all(probe["n"] for probe in report["probes"].values())
    assert set(report["baseline"]["eigenfaces"]) == {"verification", "identification", "expression", "probes"}
    assert report["baseline"]["pca_psnr"] > 0
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_what_is_left_out_says_why(codec):
    faces = face_set([{"identity": f"p{i}", "split": ("train", "test")[i % 2]} for i in range(20)])
    left_out = run(codec(), faces, "all")["left_out"]
    assert set(left_out) == {"verification", "identification", "expression", "probes", "disentanglement"}
    assert "expressions" in left_out["expression"]


def test_a_recogniser_of_another_maker_is_measured_too(people):
    seer = seer_of_people(people)
    assert run(seer, people, "verification")["checkpoint"] == "seer"
    with pytest.raises(CheckpointError, match="only tells faces apart"):
        run(seer, people, "reconstruction")
    with pytest.raises(ConfigError, match="is no protocol"):
        run(seer, people, "guessing")


def test_what_json_does_not_know_becomes_what_it_does():
    told = plain({"a": np.float32(0.5), "b": np.array([1, 2]), "c": float("nan"), 1: (np.int64(3), "x")})
    assert told == {"a": 0.5, "b": [1, 2], "c": None, "1": [3, "x"]}
    assert json.dumps(told, allow_nan=False)
