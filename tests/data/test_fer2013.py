import numpy as np
import pytest

from facevae.data.faceset import FaceSet
from facevae.data.importer import import_faces

from .conftest import png, zipped


def table(*rows: tuple[int | str, np.ndarray | str, str], header: str = "emotion,pixels,Usage") -> bytes:
    lines = [header]
    for emotion, pixels, usage in rows:
        text = pixels if isinstance(pixels, str) else " ".join(map(str, pixels.ravel()))
        lines.append(f"{emotion},{text},{usage}")
    return "\n".join(lines).encode()


def grey(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (48, 48), dtype=np.uint8)


ROWS = [
    (3, grey(1), "Training"),
    (0, grey(2), "PublicTest"),
    (6, grey(3), "PrivateTest"),
    ("", grey(4), "Training"),
]


@pytest.mark.parametrize("packed", [False, True])
def test_the_published_table_goes_in_as_it_is(packed):
    content = table(*ROWS)
    upload = ("fer2013.zip", zipped({"fer2013/fer2013.csv": content})) if packed else ("fer2013.csv", content)
    ledger = import_faces([upload], "fer", size=48, crop="none")
    assert (ledger.accepted, ledger.refused) == (4, {})
    face_set = FaceSet.open("fer")
    index = face_set.index.set_index("source")
    assert index.loc["Training/0000000.png", ["expression", "split"]].tolist() == ["happiness", "train"]
    assert index.loc["PublicTest/0000001.png", ["expression", "split"]].tolist() == ["anger", "validation"]
    assert index.loc["PrivateTest/0000002.png", ["expression", "split"]].tolist() == ["neutral", "test"]
    assert index.loc["Training/0000003.png", "expression"] is None
    row = face_set.column("source").tolist().index("Training/0000000.png")
    assert np.array_equal(face_set.pixels[row], grey(1)[..., None].repeat(3, axis=2))


def test_a_file_on_disk(tmp_path):
    (tmp_path / "fer2013.csv").write_bytes(table(*ROWS))
    assert import_faces(tmp_path / "fer2013.csv", "fer", crop="none").accepted == 4


def test_the_training_copy_of_a_test_picture_is_dropped():
    content = table((3, grey(1), "Training"), (4, grey(2), "Training"), (3, grey(1), "PrivateTest"))
    ledger = import_faces([("fer2013.csv", content)], "fer", crop="none")
    assert ledger.refused == {"duplicate": 1}
    assert FaceSet.open("fer").column("source").tolist()[0] == "PrivateTest/0000002.png"


def test_broken_rows_are_refused_and_the_rest_goes_in():
    content = table(
        *ROWS,
        (3, "1 2 3", "Training"),
        (3, "", "Training"),
        (3, "a b c", "Training"),
        ("²", "1 2", "Training"),
    )
    ledger = import_faces([("fer2013.csv", content)], "fer", crop="none")
    assert (ledger.accepted, ledger.refused) == (4, {"unreadable": 4})


def test_labels_beside_pictures_are_not_taken_for_it():
    ledger = import_faces([("a.png", png(1)), ("b.csv", b"pixels,height\n1,2\n")], "mixed", crop="none")
    assert (ledger.accepted, ledger.refused) == (1, {"not_a_picture": 1})
