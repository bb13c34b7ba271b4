import numpy as np
import pytest

from facevae.data import marking, writer
from facevae.data.faceset import FaceSet
from facevae.data.marks import TAGS, has
from facevae.errors import ConfigError, FaceSetError
from tests.data.test_faceset import pixels, written


def ids(face_set: FaceSet, *positions: int) -> list[str]:
    return face_set.column("face_id").iloc[list(positions)].tolist()


def test_tags_are_a_column_that_outlives_the_process_and_can_be_taken_off():
    first = written()
    marking.tag(first, ["beard", "  two  words "], ids(first, 1, 2))
    marking.tag(first, ["beard"], ids(first, 2, 3))
    again = FaceSet.open("some")
    assert TAGS in again.columns
    assert again.column(TAGS).tolist()[:5] == [None, "beard, two words", "beard, two words", "beard", None]
    assert again.index[TAGS].equals(again.column(TAGS))
    assert again.facts["marks"]["tags"] == {"beard": 3, "two words": 2}
    assert has(again.column(TAGS), "beard").nonzero()[0].tolist() == [1, 2, 3]
    assert not has(again.column(TAGS), "bear").any()
    marking.untag(again, ["beard"], ids(again, 2))
    assert marking.untag(again, ["two words"]).column(TAGS).tolist()[1:4] == ["beard", None, "beard"]


def test_what_was_computed_of_the_faces_stays_good_and_only_other_faces_are_another_version():
    before = written()
    tagged = marking.tag(before, ["odd"], ids(before, 4))
    assert (tagged.content, tagged.version) == (before.content, before.version)
    assert tagged.stamp != before.stamp
    fewer = marking.exclude(tagged, ids(before, 4, 9))
    assert fewer.content == before.content and fewer.version != before.version
    assert fewer.version != marking.exclude(fewer, ids(before, 5)).version
    assert marking.take_back(FaceSet.open("some")).version == before.version
    assert FaceSet.open("some").column(TAGS).iloc[4] == "odd"


def test_excluded_faces_are_in_no_split_until_they_are_taken_back():
    whole = written()
    train = whole.rows("train")
    fewer = marking.exclude(whole, ids(whole, *train[:3]))
    assert np.array_equal(fewer.rows("train"), train[3:])
    assert np.array_equal(fewer.rows("train", excluded=True), train)
    assert np.array_equal(fewer.excluded, train[:3])
    assert len(fewer.rows()) == len(fewer) - 3
    back = marking.take_back(fewer, ids(whole, *train[:1]))
    assert np.array_equal(back.excluded, train[1:3])


def test_marks_stay_when_faces_are_added():
    marked = marking.exclude(
        marking.tag(written(), ["odd"], ids(written("other"), 0)), ids(written("third"), 1)
    )
    longer = writer.append(marked, pixels(5, seed=9), [{"source": f"new {i}.png"} for i in range(5)])
    assert len(longer) == 55 and len(longer.rows()) == 54
    assert longer.column(TAGS).iloc[0] == "odd"
    assert TAGS not in longer.brought().columns


def test_tags_that_came_with_the_faces_can_be_taken_off():
    face_set = written(tags="beard, old")
    changed = marking.untag(face_set, ["old"], ids(face_set, 0))
    assert changed.column(TAGS).tolist()[:2] == ["beard", "beard, old"]
    assert len(changed.rows()) == 50
    assert not marking.untag(changed, ["beard", "old"]).column(TAGS).notna().any()


@pytest.mark.parametrize("word", ["", "  ", "a, b", "x" * 41, "Excluded", "line\x00"])
def test_what_cannot_be_a_tag_is_told(word):
    face_set = written()
    with pytest.raises(ConfigError):
        marking.tag(face_set, [word], ids(face_set, 0))


def test_a_face_of_another_set_is_told_and_nothing_changes():
    face_set = written()
    with pytest.raises(FaceSetError):
        marking.exclude(face_set, [*ids(face_set, 0), "nobody"])
    assert not len(FaceSet.open("some").excluded)


def test_a_set_opened_before_a_change_is_read_as_it_was():
    before = marking.tag(written(), ["one"], ids(written("other"), 0))
    marking.tag(before, ["two"], ids(before, 1))
    assert before.column(TAGS).tolist()[:2] == ["one", None]
