"""Tags and exclusions in the shell."""

import pandas as pd
import pytest

from facevae.data.faceset import FaceSet
from tests.cli.test_main import call


@pytest.fixture
def drawn(capsys):
    call(capsys, "generate", "--count", 40, "--size", 16, "--name", "drawn")
    return FaceSet.open("drawn")


def test_tags_are_put_on_listed_and_taken_off(capsys, drawn):
    happy = int((drawn.column("expression") == "happiness").sum())
    where = ["--where", "expression=happiness"]
    assert call(capsys, "tag", "glad", "mine", "--data", "drawn", *where)[1]["tags"] == {
        "glad": happy,
        "mine": happy,
    }
    tested = call(capsys, "tag", "tested", "--data", "drawn", "--where", "tags=glad", "--where", "split=test")
    both = (drawn.column("expression") == "happiness") & (drawn.column("split") == "test")
    assert (tested[0] == 0) == bool(both.any())
    assert call(capsys, "tag", "--data", "drawn", "glad", "--remove")[1]["tags"].get("mine") == happy
    assert "glad" not in call(capsys, "tag", "--data", "drawn")[1]["tags"]


@pytest.mark.parametrize("file", ["some.txt", "some.csv", "some.parquet"])
def test_faces_of_a_file_are_excluded_and_taken_back(capsys, drawn, tmp_path, file):
    some = drawn.index.iloc[:7]
    path = tmp_path / file
    if file == "some.txt":
        path.write_text("\n".join(some["face_id"]))
    elif file == "some.csv":
        some.to_csv(path)
    else:
        some.to_parquet(path)
    assert call(capsys, "exclude", "--data", "drawn", "--faces", path)[1] == {
        "data": "drawn",
        "excluded": 7,
        "used": 33,
    }
    back = call(
        capsys, "exclude", "--data", "drawn", "--back", "--where", f"face_id={some['face_id'].iloc[0]}"
    )
    assert back[1]["excluded"] == 6
    assert call(capsys, "exclude", "--data", "drawn", "--back")[1]["excluded"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tag", "x"], "not said which faces"),
        (["tag", "a,b", "--where", "split=train"], "cannot be a tag"),
        (["tag", "x", "--where", "hat=red"], "no column “hat”"),
        (["exclude", "--where", "expression=boredom"], "no such faces"),
        (["exclude", "--where", "expression"], "names no faces"),
    ],
)
def test_a_mistake_is_told_and_changes_nothing(capsys, drawn, arguments, said):
    code, _, error = call(capsys, *arguments, "--data", "drawn")
    assert code == 1 and said in error
    assert FaceSet.open("drawn").stamp == drawn.stamp


def test_a_map_in_the_shell_leaves_excluded_faces_out(capsys, drawn, tmp_path):
    tiny = ["--set", "steps=2", "--set", "size=16", "--set", "latent_dim=6"]
    call(capsys, "exclude", "--data", "drawn", "--where", f"face_id={drawn.column('face_id').iloc[0]}")
    call(capsys, "train", "--data", "drawn", "--preset", "article", *tiny, "--run", "mine")
    out = tmp_path / "map.parquet"
    assert call(capsys, "project", "--checkpoint", "mine", "--data", "drawn", "--out", out)[0] == 0
    assert pd.read_parquet(out)["face_id"].tolist() == drawn.column("face_id").tolist()[1:]
