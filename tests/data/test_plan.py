from pathlib import Path

import pytest

from facevae.data import plan
from facevae.data.archive import UploadSource
from facevae.data.plan import Plan
from facevae.errors import SourceError


def planned(files: dict[str, str], **more) -> Plan:
    source = UploadSource([("x", b"")])
    source.files = {path: content.encode() for path, content in files.items()}
    return plan.make(source, **more)


def column(made: Plan, name: str) -> dict:
    return {path: row.get(name) for path, row in made.files.items()}


def test_one_folder_is_one_person():
    made = planned({"ann/1.png": "", "ann/2.png": "", "top/ben/1.png": ""})
    assert column(made, "identity") == {"ann/1.png": "ann", "ann/2.png": "ann", "top/ben/1.png": "ben"}


def test_a_single_folder_names_nobody():
    assert set(column(planned({"holiday/1.png": "", "holiday/2.png": ""}), "identity").values()) == {None}


def test_folders_of_splits_and_expressions_are_understood():
    made = planned(
        {"train/happy/1.png": "", "test/sad/2.png": "", "train/sad/3.png": "", "val/angry/4.png": ""}
    )
    assert column(made, "expression")["train/happy/1.png"] == "happiness"
    assert column(made, "split")["test/sad/2.png"] == "test"
    assert column(made, "split")["val/angry/4.png"] == "validation"
    assert set(column(made, "identity").values()) == {None}


def test_held_out_pictures_are_read_first():
    made = planned({"train/a/1.png": "", "val/b/2.png": "", "test/c/3.png": ""})
    assert list(made.files) == ["test/c/3.png", "val/b/2.png", "train/a/1.png"]


@pytest.mark.parametrize("folder", ["", "faces/"])
def test_rows_are_matched_with_files(folder):
    table = "file,identity\nimages/1.png,ann\nimages/2.png,ben\n3.png,cid\n"
    files = {f"{folder}images/1.png": "", f"{folder}images/3.png": "", f"{folder}images/4.png": ""}
    made = planned({**files, f"{folder}labels.csv": table})
    assert list(column(made, "identity").values()) == ["ann", "cid", None]
    assert made.missing == ["images/2.png"]


def test_a_name_that_two_files_have_matches_neither():
    made = planned({"a/1.png": "", "b/1.png": "", "labels.csv": "file,identity\n1.png,ann\n"})
    assert set(column(made, "identity").values()) == {None}
    assert made.missing == ["1.png"]


def test_labels_from_outside(tmp_path):
    (tmp_path / "mine.csv").write_text("file,identity\n1.png,ann\n")
    made = planned({"1.png": "", "labels.csv": "file,identity\n1.png,ben\n"}, table=tmp_path / "mine.csv")
    assert column(made, "identity")["1.png"] == "ann"
    with pytest.raises(SourceError):
        planned({"1.png": ""}, table=Path("nowhere.csv"))


def test_another_table_by_any_name_serves_when_it_names_files():
    assert (
        column(planned({"1.png": "", "people.csv": "file,identity\n1.png,ann\n"}), "identity")["1.png"]
        == "ann"
    )
    made = planned({"1.png": "", "notes.csv": "day,weather\n1,rain\n"})
    assert made.files == {"1.png": {"split": None}, "notes.csv": {"split": None}}


PAIRS = "2\nann\t1\t2\nben\t1\tcid\t1\n"


def test_people_of_the_protocol_are_the_test_split():
    people = ("ann", "ben", "cid", "dan", "eve")
    made = planned({**{f"{name}/1.png": "" for name in people}, "pairsDevTest.txt": PAIRS, "pairs.txt": ""})
    assert [path for path, split in column(made, "split").items() if split == "test"] == [
        "ann/1.png",
        "ben/1.png",
        "cid/1.png",
    ]
    assert made.shares[2] == 0
    assert set(made.protocol) == {"pairsDevTest.txt", "pairs.txt"}


def test_without_given_validation_a_part_of_train_becomes_it():
    files = {f"train/p{number}/1.png": "" for number in range(50)} | {"test/q/1.png": ""}
    splits = list(column(planned(files), "split").values())
    assert splits.count("validation") == 3
    assert splits.count("train") == 47
