import tarfile

import numpy as np
import pytest

from facevae.data import faceset, shards
from facevae.data.faceset import FaceSet
from facevae.data.generated.making import faces
from facevae.data.shard_sets import bring_in
from facevae.errors import FaceSetError, SourceError
from tests.data.conftest import encoded, picture
from tests.data.shards import shard, tar_of


@pytest.fixture
def drawn():
    return faces(30, size=16, seed=1)[0]


@pytest.fixture
def two_shards(drawn, tmp_path):
    """Two shards of fifteen faces of five people each."""
    labels = [
        {"identity": f"who-{i // 3}", "emotion": "Happy" if i % 2 else "sad", "age": i} for i in range(30)
    ]
    return [
        shard(
            tmp_path / f"faces-{part}.tar",
            drawn[15 * part : 15 * (part + 1)],
            labels[15 * part : 15 * (part + 1)],
        )
        for part in range(2)
    ]


def test_pictures_are_read_where_they_lie_and_labels_in_our_words(two_shards, drawn):
    made = bring_in(two_shards, "set", size=16).face_set
    assert len(made) == 30 and not (made.folder / faceset.PIXELS).exists()
    assert made.pixels.shape == (30, 16, 16, 3)
    assert np.array_equal(np.asarray(made.pixels), drawn)
    assert np.array_equal(made.pixels[[20, 3, 3]], drawn[[20, 3, 3]])
    assert np.array_equal(made.pixels[7], drawn[7]) and np.array_equal(made.pixels[::4], drawn[::4])
    assert np.array_equal(made.pixels[5, ..., 0], drawn[5, ..., 0])
    assert np.array_equal(made.read(np.array([29, 0])), drawn[[29, 0]])
    assert made.index["identity"].tolist() == [f"who-{i // 3}" for i in range(30)]
    assert made.index["expression"].tolist() == ["sadness", "happiness"] * 15
    assert made.index["age"].tolist() == list(range(30))
    assert made.index["source"][15] == "faces-1.tar/000000"
    assert faceset.names() == ["set"]
    for _, split in made.index.groupby("identity")["split"]:
        assert split.nunique() == 1


def test_a_copy_holds_the_same_faces_as_a_memory_map(two_shards, drawn, tmp_path):
    here, copy = bring_in(two_shards, "here", size=16), bring_in(two_shards, "copy", size=16, copy=True)
    for path in two_shards:
        path.unlink()
    assert np.array_equal(copy.face_set.pixels, drawn)
    assert copy.face_set.index.equals(here.face_set.index)


def test_another_picture_of_the_same_length_makes_another_version(tmp_path, drawn):
    def version(name: str, pixels: np.ndarray) -> str:
        return bring_in(
            [tar_of(tmp_path / name / "a.tar", {"1.bmp": encoded(pixels, ".bmp")})], name
        ).face_set.version

    assert version("first", drawn[0]) != version("second", drawn[1])


def test_pictures_of_another_shape_are_cut_to_their_middle_square(tmp_path):
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, 20:40] = 255
    made = bring_in([tar_of(tmp_path / "a.tar", {"x.png": encoded(wide)})], "wide", size=32).face_set
    assert (made.pixels[0] == 255).all()


def test_a_class_is_the_identity_and_what_is_no_picture_is_passed_over(tmp_path):
    files = {"a/1.cls": b"17", "a/1.left.png": encoded(picture(1)), "a/1.right.png": encoded(picture(2))}
    files |= {"a/2.txt": b"no picture", "readme": b"", "b.1/3.JPG": encoded(picture(3), ".jpg")}
    made = bring_in([tar_of(tmp_path / "a.tar", files)], "set", size=40).face_set
    assert made.index["identity"].tolist() == ["17", None]
    assert made.index["source"].tolist() == ["a.tar/a/1", "a.tar/b.1/3"]
    assert np.array_equal(made.pixels[0], picture(1))


def test_a_folder_is_searched_for_shards(two_shards, tmp_path):
    assert len(bring_in([tmp_path], "set", size=16).face_set) == 30


@pytest.mark.parametrize("kept", [700, 3000, -1000])
def test_a_shard_that_was_cut_short_is_told(two_shards, kept):
    two_shards[1].write_bytes(two_shards[1].read_bytes()[:kept].rstrip(b"\0"))
    with pytest.raises(SourceError, match=r"faces-1.tar” cannot be read"):
        bring_in(two_shards, "set", size=16)
    assert not faceset.exists("set")


def test_a_shard_with_a_damaged_header_is_told(two_shards):
    content = bytearray(two_shards[1].read_bytes())
    header = content.index(b"000003.png")
    content[header : header + 5] = b"XXXXX"
    two_shards[1].write_bytes(content)
    with pytest.raises(SourceError, match=r"faces-1.tar” cannot be read: it is damaged"):
        bring_in(two_shards, "set", size=16)


def test_a_compressed_shard_is_told(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w:gz"):
        pass
    with pytest.raises(SourceError, match="plain tar"):
        bring_in([tmp_path / "a.tar"], "set")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"1.txt": b"words"}, "no picture"),
        ({"1.png": encoded(picture(1)), "1.json": b"{"}, "“1.json” are no JSON"),
        ({"1.png": encoded(picture(1)), "2.png": encoded(picture(2)), "1.jpg": b"-"}, "two faces"),
    ],
)
def test_shards_that_make_no_set_are_told(tmp_path, files, told):
    with pytest.raises(SourceError, match=told):
        bring_in([tar_of(tmp_path / "a.tar", files)], "set")
    with pytest.raises(SourceError, match="no file or folder"):
        bring_in([tmp_path / "gone.tar"], "set")
    assert not faceset.exists("set")


def test_a_damaged_picture_is_told_where_it_is_and_left_out_when_all_are_checked(tmp_path, drawn):
    files = {f"{i}.png": encoded(pixels) for i, pixels in enumerate(drawn[:4])}
    files["2.png"] = files["2.png"][:60]
    path = tar_of(tmp_path / "bad.tar", files)
    made = bring_in([path], "set", size=16).face_set
    assert len(made) == 4 and np.array_equal(made.pixels[[0, 1, 3]], drawn[[0, 1, 3]])
    with pytest.raises(
        FaceSetError, match=r"“bad.tar”, [\d,]+ bytes from its beginning, is damaged.*--check"
    ):
        made.read(np.arange(4))
    checked = bring_in([path], "checked", size=16, check=True)
    assert checked.refused == {"unreadable": 1} and len(checked.face_set) == 3
    assert np.array_equal(np.asarray(checked.face_set.pixels), drawn[[0, 1, 3]])


def test_a_shard_that_changed_or_went_away_is_told(two_shards):
    made = bring_in(two_shards, "set", size=16).face_set
    with open(two_shards[0], "ab") as file:
        file.write(bytes(512))
    with pytest.raises(FaceSetError, match=r"faces-0.tar” has changed"):
        made.pixels[0]
    two_shards[0].unlink()
    with pytest.raises(FaceSetError, match=r"faces-0.tar” cannot be read"):
        made.pixels[0]
    assert made.pixels[20].shape == (16, 16, 3)


def test_a_damaged_table_of_members_is_told(two_shards):
    folder = bring_in(two_shards, "set", size=16).face_set.folder
    (folder / shards.MEMBERS).write_bytes(bytes(100))
    with pytest.raises(FaceSetError, match="damaged"):
        FaceSet.open("set")


def test_blocks_are_runs_within_one_shard(two_shards, monkeypatch):
    monkeypatch.setattr(shards, "BLOCK", 6)
    made = bring_in(two_shards, "set", size=16).face_set
    expected = [0] * 6 + [1] * 6 + [2] * 3 + [3] * 6 + [4] * 6 + [5] * 3
    assert made.blocks(np.arange(30)).tolist() == expected
    assert made.blocks(np.array([14, 15])).tolist() == [2, 3]


def test_labels_that_are_the_same_word_are_one_column(tmp_path, drawn):
    labels = [{"Age": 1, "age": i, "Hair colour": "red", "hair_colour": "fair"} for i in range(4)]
    made = bring_in([shard(tmp_path / "faces.tar", drawn[:4], labels)], "set", size=16).face_set
    assert list(made.column("age")) == [0, 1, 2, 3] and set(made.column("hair_colour")) == {"fair"}
