import numpy as np
import pytest

from facevae.errors import FaceSetError
from facevae.recognition.protocols import run
from tests.recognition.support import face_set


def planted(people, codec):
    """The latent holds the person in `identity`, the mood in `expression`, nothing in `rest`."""
    rng = np.random.default_rng(0)
    own = {who: rng.normal(size=4) * 3 for who in people.column("identity")}
    index = people.index
    known = {
        people.pixels[i].tobytes(): np.concatenate(
            [
                own[index["identity"][i]],
                np.full(3, 3.0 * (index["expression"][i] == "happiness")),
                np.zeros(5),
            ]
        )
        + 0.2 * rng.normal(size=12)
        for i in range(len(people))
    }
    codec.steady = lambda pictures: np.stack([known[picture.tobytes()] for picture in pictures])
    return codec


def test_each_part_says_what_was_planted_in_it(people, codec):
    model = planted(people, codec(identity_dim=4, expression_dim=3))
    report = run(model, people, "probes")
    probes = report["probes"]
    assert probes["identity_from_identity"]["accuracy"] > 0.9
    assert probes["expression_from_expression"]["accuracy"] > 0.9
    assert abs(probes["expression_from_identity"]["above_chance"]) < 0.2
    assert probes["identity_from_expression"]["above_chance"] < 0.2
    assert probes["expression_from_whole"]["accuracy"] > 0.9 and probes["expression_from_whole"]["n"] == 60
    assert probes["identity_from_whole"]["classes"] == 30
    assert report["baseline"]["eigenfaces"]["probes"]["expression_from_whole"]["n"] == 60
    assert set(report["leaks"]["probes"]) == {"expression", "identity"}


def test_a_latent_without_parts_is_read_as_a_whole(people, codec):
    assert set(run(codec(), people, "probes")["probes"]) == {"expression_from_whole", "identity_from_whole"}


def test_any_column_can_be_read(people, codec):
    probes = run(planted(people, codec(identity_dim=4, expression_dim=3)), people, "probes", label="gender")
    assert set(probes["probes"]) == {
        "gender",
        *(f"gender_from_{p}" for p in ("identity", "expression", "rest")),
    }
    assert probes["probes"]["gender"]["n"] == 60
    with pytest.raises(FaceSetError, match="no labels “age”"):
        run(codec(), people, "probes", label="age")


def test_a_set_with_neither_label_says_so(codec):
    with pytest.raises(FaceSetError, match="no expressions"):
        run(codec(), face_set([{}] * 6, name="plain"), "probes")
