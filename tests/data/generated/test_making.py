import numpy as np
import pytest

from facevae.data import generated
from facevae.data.generated import drawing
from facevae.errors import Cancelled


def test_a_face_set_has_every_parameter_and_can_be_drawn_again():
    made = generated.make("drawn", 40, size=32, seed=6)
    pictures, table = generated.faces(40, 32, 6)
    assert np.array_equal(made.pixels, pictures)
    assert set(table.columns) <= set(made.index.columns)
    assert not made.index[table.columns].isna().any(axis=None)
    for i in (0, 17, 39):
        assert np.array_equal(drawing.draw(made.index.iloc[i], 32), pictures[i])


def test_no_person_is_in_two_splits():
    index = generated.make("people", 72, size=16).index
    assert set(index["split"]) == {"train", "validation", "test"}
    assert (index.groupby("identity")["split"].nunique() == 1).all()
    assert index["identity"].iloc[0] == "person-0001"


def test_the_same_seed_makes_the_same_set():
    first, again, other = (
        generated.make(name, 12, 16, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first.version == again.version != other.version


def test_progress_is_told_and_cancelling_leaves_nothing():
    from facevae.data import faceset

    def cancel(done, total, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        generated.make("half", 20, size=16, progress=cancel)
    assert not faceset.exists("half")

    told = []
    generated.make("whole", 260, size=8, progress=lambda *step: told.append(step))
    assert told[0][:2] == (0, 260)
    assert told[-1][:2] == (260, 260)
    assert len(told) > 2
