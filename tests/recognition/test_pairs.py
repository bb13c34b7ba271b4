import numpy as np
import pytest

from facevae.errors import FaceSetError, SourceError
from facevae.recognition.pairs import draw, from_file, parse
from tests.recognition.support import face_set

VIEW_1 = "1\nAda\t1\t2\nAda\t1\tBo\t1\n"
VIEW_2 = "2\t1\nAda\t1\t2\nAda\t1\tBo\t1\nBo\t1\t2\nBo\t2\tAda\t2\n"


@pytest.fixture
def people():
    names = [("Ada", 1), ("Ada", 2), ("Bo", 1), ("Bo", 2)]
    return face_set([{"identity": who, "source": f"images/{who}/{who}_{n:04d}.jpg"} for who, n in names])


def test_a_name_and_a_number_stand_for_a_picture(people):
    pairs = parse(VIEW_1, people, "pairsDevTest.txt")
    assert pairs.first.tolist() == [0, 0] and pairs.second.tolist() == [1, 2]
    assert pairs.genuine.tolist() == [True, False] and set(pairs.fold) == {0}
    assert parse(VIEW_1.partition("\n")[2], people, "x").first.tolist() == [0, 0]  # without its first line


def test_folds_are_those_of_the_file(people):
    pairs = parse(VIEW_2, people, "pairs.txt")
    assert pairs.fold.tolist() == [0, 0, 1, 1] and pairs.genuine.tolist() == [True, False, True, False]
    assert pairs.rows.tolist() == [0, 1, 2, 3]


def test_scores_are_cosines(people):
    pairs = parse(VIEW_2, people, "pairs.txt")
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8], [0, 1]], np.float32)
    assert pairs.scores(vectors, pairs.rows) == pytest.approx([0, 0.6, 0.8, 1])


def test_pairs_of_pictures_that_are_not_there_are_counted(people):
    assert parse(VIEW_1 + "Ada\t1\t7\n", people, "x").missing == 1
    with pytest.raises(SourceError, match="No picture of “x” is in"):
        parse("1\nZoe\t1\t2\n", people, "x")
    with pytest.raises(SourceError, match="Pair 2"):
        parse("Ada 1 2\nthis is a text of words\n", people, "x")


def test_a_file_that_came_with_the_set_goes_by_its_name(people, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (people.folder / "protocol").mkdir()
    (people.folder / "protocol" / "pairs.txt").write_text(VIEW_2)
    assert len(from_file(people, "pairs.txt")) == 4
    (tmp_path / "own.txt").write_text(VIEW_1)
    assert len(from_file(people, tmp_path / "own.txt")) == 2
    with pytest.raises(SourceError, match="no file of pairs"):
        from_file(people, "nothing.txt")


def test_drawn_pairs_use_no_picture_twice_and_are_the_same_for_a_seed():
    rng = np.random.default_rng(0)
    identity = [None if rng.random() < 0.1 else f"p{int(rng.integers(30))}" for _ in range(200)]
    faces = face_set([{"identity": who} for who in identity])
    pairs = draw(faces, faces.rows(), seed=3)
    assert len(pairs.rows) == 2 * len(pairs) and pairs.genuine.sum() >= 40
    who = faces.column("identity").to_numpy()
    assert ((who[pairs.first] == who[pairs.second]) == pairs.genuine).all()
    assert None not in who[pairs.rows]
    again, other = draw(faces, faces.rows(), seed=3), draw(faces, faces.rows(), seed=4)
    assert (again.first == pairs.first).all() and not np.array_equal(other.first, pairs.first)
    assert draw(faces, faces.rows(), most=5).genuine.sum() == 5


def test_people_with_one_picture_each_make_no_pairs():
    faces = face_set([{"identity": f"p{i}"} for i in range(10)])
    with pytest.raises(FaceSetError, match="too few people"):
        draw(faces, faces.rows())
