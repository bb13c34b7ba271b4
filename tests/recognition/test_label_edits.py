from types import SimpleNamespace

import numpy as np
import pytest

from facevae.errors import ConfigError
from facevae.latents import directions
from facevae.recognition import label_edits
from facevae.recognition.edit_judges import Judge
from tests.recognition.support import SIZE, people, seer_of_people

LABEL = "expression: happiness"  # a brighter mouth


class Brighter:
    """A codec whose first latent brightens the mouth by 50; the second says which face it is."""

    checkpoint, config = SimpleNamespace(id="brighter"), SimpleNamespace(latent_dim=2)

    def __init__(self, faces):
        self.plain = np.array(faces.pixels).astype(int)

    def encode(self, pictures):
        mouth = np.zeros((len(pictures), 2), np.float32)
        mouth[:, 1] = [np.abs(self.plain - one).sum((1, 2, 3)).argmin() for one in pictures.astype(int)]
        return type("Encoded", (), {"mu": mouth})

    def decode(self, z):
        made = self.plain[z[:, 1].astype(int)].copy()
        made[:, 11:14, 4:12] += (50 * z[:, 0]).astype(int)[:, None, None, None]
        return made.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("remove", [False, True])
def test_a_label_added_or_removed_is_read_as_such_and_the_person_is_told(own_home, remove):
    faces = people()
    direction = directions.Direction(LABEL, np.array([1.0, 0.0], np.float32), 1.0, 9, 9)
    reader = label_edits.reads(faces, LABEL, SIZE)
    judge = Judge("seer", seer_of_people(faces))
    rows = faces.rows("test")
    report = label_edits.measure(Brighter(faces), faces, rows, direction, reader, judge, remove=remove)
    assert report["edited"]["read_as"] > 0.9 and report["unedited"]["read_as"] < 0.1
    assert report["unedited"]["rank1"] == 1 and report["edited"]["n"] == 30
    assert report["real"]["read_as"] > 0.9 and report["auc"] > 0.95


def test_faces_that_nobody_labelled_are_neither_read_nor_edited(own_home):
    faces = people()
    expression = faces.index["expression"].to_numpy().copy()
    expression[np.arange(180) // 6 % 3 == 0] = None  # all six of every third person
    faces.index["expression"] = expression
    yes = label_edits.labelled(faces, LABEL)
    assert (np.isnan(yes).sum(), (yes == 0).sum(), (yes == 1).sum()) == (60, 60, 60)
    direction = label_edits.learned(Brighter(faces), faces, LABEL, "difference")
    assert (direction.yes, direction.no) == (30, 30)
    reader, judge = label_edits.reads(faces, LABEL, SIZE), Judge("seer", seer_of_people(faces))
    assert reader.auc > 0.95
    report = label_edits.measure(Brighter(faces), faces, faces.rows("test"), direction, reader, judge)
    assert report["edited"]["n"] == report["real"]["n"] == 21


def test_an_unknown_label_is_told_with_those_that_there_are(own_home):
    with pytest.raises(ConfigError, match=r"no label “hat”.*expression: happiness"):
        label_edits.labelled(people(), "hat")
