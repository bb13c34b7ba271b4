import pytest

from facevae.data import tables
from facevae.data.tables import read
from facevae.errors import SourceError


def rows(text: str) -> dict[str, dict]:
    return read(text.encode()).rows


def test_known_columns_in_our_words_and_the_rest_as_it_came():
    table = rows(
        "file,identity,emotion,split,age,hair\na.png,ann,Happy,Training,31,red\nb.png,,angry,PublicTest,7,\n"
    )
    assert table["a.png"] == {
        "identity": "ann",
        "expression": "happiness",
        "split": "train",
        "age": 31,
        "hair": "red",
    }
    assert table["b.png"]["identity"] is None
    assert (table["b.png"]["expression"], table["b.png"]["split"]) == ("anger", "validation")
    assert table["b.png"]["hair"] is None


@pytest.mark.parametrize("file", ["file", "Filename", "path", "Image name", "image_path"])
@pytest.mark.parametrize("person", ["identity", "Person", "subject_id"])
def test_column_synonyms(file, person):
    assert rows(f"{file},{person}\na.png,ann\n") == {"a.png": {"identity": "ann"}}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_a_byte_order_mark(separator):
    text = f"file{separator}identity\na.png{separator}Zoë\n"
    assert read(text.encode("utf-8-sig")).rows == {"a.png": {"identity": "Zoë"}}


def test_another_encoding_is_read_too():
    assert read("file,identity\na.png,José\n".encode("cp1252")).rows["a.png"]["identity"] == "José"


def test_leading_zeros_of_a_name_stay():
    table = rows("file,identity,code\na.png,007,012\n")
    assert table["a.png"] == {"identity": "007", "code": "012"}


def test_numbers_with_missing_ones_are_numbers():
    table = rows("file,age\na.png,31\nb.png,NA\nc.png,\n")
    assert [row["age"] for row in table.values()] == [31, None, None]


def test_unknown_words_are_kept_and_told():
    table = read(b"file,expression,split\na.png,confused,A\nb.png,sad,train\n")
    assert table.rows["a.png"]["expression"] is None
    assert table.rows["a.png"]["expression_label"] == "confused"
    assert table.rows["a.png"]["split_label"] == "A"
    assert any("confused" in note for note in table.notes)


def test_a_label_column_counts_as_expression_only_where_it_holds_expressions():
    assert rows("file,label\na.png,happy\nb.png,sad\n")["a.png"] == {"expression": "happiness"}
    assert rows("file,label\na.png,cat\nb.png,dog\n")["a.png"] == {"label": "cat"}


def test_a_file_named_twice_counts_once_and_is_told():
    table = read(b"file,identity\na.png,ann\na.png,ben\n")
    assert table.rows == {"a.png": {"identity": "ann"}}
    assert "1 file is named twice" in table.notes[0]


VOTES = "file,fer2013,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"


@pytest.mark.parametrize(
    ("votes", "meant"),
    [
        ("9,1,0,0,0,0,0,0,0,0", "neutral"),
        ("4,0,0,1,3,2,0,0,0,0", None),  # most, but not more than half
        ("0,6,1,1,1,1,0,0,0,0", "happiness"),
        ("0,0,0,0,0,0,0,1,9,0", None),  # unknown
        ("0,0,0,0,0,0,0,0,0,10", None),  # not a face
        ("0,5,5,0,0,0,0,0,0,0", None),
    ],
)
def test_the_majority_of_votes_is_the_expression_and_all_votes_are_kept(votes, meant):
    row = rows(f"{VOTES}a.png,happy,{votes}\n")["a.png"]
    assert row["expression"] == meant
    assert [row[f"votes_{name}"] for name in tables.BALLOT] == [int(vote) for vote in votes.split(",")]
    assert row["fer2013"] == "happy"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"identity,age\nann,3\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_is_no_table_of_files_is_refused(content):
    with pytest.raises(SourceError):
        read(content)


def test_ragged_rows_do_not_harm():
    assert rows("file,identity,age\na.png\nb.png,ben,3,extra,more\n")["b.png"]["identity"] == "ben"


def test_our_own_column_names_are_not_overwritten():
    table = rows("file,identity,quality,face_id\na.png,ann,good,17\n")
    assert table["a.png"] == {"identity": "ann", "quality_label": "good", "face_id_label": 17}


def test_column_names_are_made_distinct_whatever_they_are():
    table = read(b"file,a,a,a_2\nx.png,1,2,3\n")
    assert sorted(table.rows["x.png"].values()) == [1, 2, 3]


def test_a_table_that_cannot_be_parsed_is_told(monkeypatch):
    def broken(*arguments, **settings):
        raise tables.csv.Error("field larger than field limit")

    monkeypatch.setattr(tables.csv, "reader", broken)
    with pytest.raises(SourceError, match="no table"):
        read(b"file,a\n")
