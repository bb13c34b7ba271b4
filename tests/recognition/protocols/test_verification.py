from itertools import pairwise

import numpy as np
import pytest

from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError
from facevae.recognition.protocols import bare, run
from tests.recognition.support import Seer, face_set, noise, seer_of_people

FIGURES = {"accuracy", "auc", "eer", "tar_at_far", "n"}


def test_who_knows_everybody_makes_no_error_and_who_knows_nobody_is_at_chance(people):
    perfect = run(seer_of_people(people), people, "verification")
    assert perfect["verification"]["accuracy"] == perfect["verification"]["auc"] == 1
    assert perfect["verification"]["tar_at_far"] == {"0.1": 1, "0.01": 1, "0.001": 1}
    guessing = run(Seer(dims=64), people, "verification")["verification"]
    assert guessing["n"] == 30 and guessing["interval"]["auc"][0] < 0.5 < guessing["interval"]["auc"][1]


def test_every_baseline_has_the_same_figures_for_the_same_pairs(people):
    report = run(seer_of_people(people), people, "verification")
    for name in ("eigenfaces", "fisherfaces", "raw_pixels", "chance"):
        figures = report["baseline"][name]["verification"]
        assert set(figures) >= FIGURES and figures["n"] == report["verification"]["n"]
    assert report["baseline"]["raw_pixels"]["verification"]["auc"] > 0.95  # noise of their own: easy
    assert report["baseline"]["verification"]["name"] in report["baseline"]
    assert "curves" in report["verification"] and "curves" not in bare(report)["verification"]


def test_strangers_are_all_pairs_of_different_people_of_the_pairs(people):
    report = run(seer_of_people(people), people, "verification")["verification"]
    strangers, pictures = report["curves"]["strangers"], 60  # of ten people
    assert report["people"] == 10 and strangers["n"] == pictures * (pictures - 6) / 2
    genuine, impostor = (report["curves"]["scores"][kind] for kind in ("genuine", "impostor"))
    assert max(impostor) <= strangers["threshold"][0] < min(genuine)


def test_leaks_are_counted_before_a_score_and_left_out():
    """A person of the test split is in training too, and so is a copy of somebody else's test picture."""
    pictures = noise(40)
    pictures[0] = pictures[30]
    who = [f"p{i // 2}" for i in range(40)]
    who[2] = who[3] = "p12"
    faces = face_set(
        [{"identity": w, "split": "train" if i < 20 else "test"} for i, w in enumerate(who)], pictures
    )
    order = []
    seer = seer_of_people(faces)
    look = seer.embed
    seer.embed = lambda shown: order.append("scored") or look(shown)
    report = run(seer, faces, "verification", found=lambda leaks: order.append(leaks))
    counted = order[0]["verification"]
    assert counted["identical"] == 1 and counted["removed_pictures"] == 1
    assert counted["shared_identities"] == 1 and counted["removed_pairs"] >= 1
    assert report["leaks"]["verification"] == counted
    shown = report["verification"]["worst"]["genuine"] + report["verification"]["worst"]["impostors"]
    assert not {"f24", "f25", "f30"} & {pair[side] for pair in shown for side in ("first", "second")}


def test_a_pair_of_one_picture_is_no_pair():
    pictures = noise(24)
    pictures[1] = pictures[0][:, ::-1]
    faces = face_set([{"identity": f"p{i // 2}", "split": "test"} for i in range(24)], pictures)
    report = run(seer_of_people(faces), faces, "verification")
    counted = report["leaks"]["verification"]
    genuine = [{pair["first"], pair["second"]} for pair in report["verification"]["worst"]["genuine"]]
    assert counted["pairs_of_one_picture"] == counted["removed_pairs"] <= 1 and {"f0", "f1"} not in genuine


def test_view_1_chooses_its_threshold_on_strangers():
    """People trained on are told apart far more surely; a threshold of theirs would refuse all others."""
    people = [f"P{i}" for i in range(10)]
    faces = face_set(
        [{"identity": who, "source": f"{who}_{n:04d}.jpg", "split": "test"} for who in people for n in (1, 2)]
    )
    protocol = faces.folder / "protocol"
    protocol.mkdir()
    (protocol / "pairsDevTrain.txt").write_text("1\nAda\t1\t2\nAda\t1\tBo\t1\n")  # not asked
    genuine = [f"{who}\t1\t2" for who in people]
    impostors = [f"{who}\t1\t{other}\t1" for who, other in pairwise(people)]
    (protocol / "pairsDevTest.txt").write_text("\n".join(["10", *genuine, *impostors]))
    axes = np.eye(20)  # cosines: 0.4 of one person, 0 of two
    looks = [
        look for i in range(10) for look in (axes[2 * i], 0.4 * axes[2 * i] + 0.84**0.5 * axes[2 * i + 1])
    ]
    known = {pixels.tobytes(): look for pixels, look in zip(faces.pixels, looks, strict=True)}
    figures = run(Seer(known, 20), faces, "verification")["verification"]
    assert figures["name"] == "LFW View 1" and figures["n"] == 19
    assert 0 < figures["threshold"] < 0.4 and figures["accuracy"] == 1


def test_pairs_of_which_one_fold_is_left_are_put_in_folds_anew(tmp_path):
    """Those of the other fold show people who are in training, too."""
    places = [("Ada", "test"), ("Bo", "test"), ("Cy", "train"), ("Di", "train")]
    rows = [
        {"identity": who, "source": f"{who}_{n:04d}.jpg", "split": split}
        for who, split in places
        for n in (1, 2)
    ]
    faces = face_set(rows)
    file = tmp_path / "pairs.txt"
    file.write_text("2 1\nAda 1 2\nAda 1 Bo 1\nCy 1 2\nCy 1 Di 1\n")
    report = run(seer_of_people(faces), faces, "verification", pairs=str(file))
    assert report["verification"]["n"] == 2 and report["leaks"]["verification"]["removed_pairs"] == 2


def test_groups_have_figures_of_their_own(people):
    groups = run(seer_of_people(people, spread=2), people, "verification", split="train")["verification"][
        "groups"
    ]
    assert set(groups) <= {"gender"}
    for figures in groups.get("gender", {}).values():
        assert 0 <= figures["far"] <= 1 and 0 <= figures["frr"] <= 1


def test_a_set_without_identities_says_so():
    face_set([{"expression": "fear"}] * 4, name="moods")
    with pytest.raises(FaceSetError, match="no labels “identity”"):
        run(Seer(), FaceSet.open("moods"), "verification")
