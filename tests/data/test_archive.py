import io
import os
import zipfile

import pytest

from facevae.data import archive
from facevae.data.archive import open_source
from facevae.errors import PictureError, SourceError

from .conftest import png, zipped


def test_a_zip_a_folder_and_uploads_hold_the_same_files(tmp_path, zip_file):
    files = {"ann/1.png": png(1), "ben/1.png": png(2)}
    for path, content in files.items():
        (tmp_path / "folder" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / path).write_bytes(content)
    for source in (zip_file(files), tmp_path / "folder", [("faces.zip", zipped(files))]):
        with open_source(source) as opened:
            assert {path: opened.read(path) for path in opened.files} == files


def test_single_pictures(tmp_path):
    (tmp_path / "me.png").write_bytes(png(1))
    with open_source(tmp_path / "me.png") as opened:
        assert (opened.name, list(opened.files)) == ("me.png", ["me.png"])
    with open_source(
        [("a.png", png(1)), ("a.png", png(2)), ("more.zip", zipped({"b.png": png(3)}))]
    ) as opened:
        assert list(opened.files) == ["a.png", "a (2).png", "more/b.png"]
        assert opened.read("a (2).png") == png(2)


def test_what_computers_leave_behind_is_passed_over(zip_file):
    files = {"a.png": png(1), "__MACOSX/._a.png": "x", ".DS_Store": "x", "sub/Thumbs.db": "x"}
    with open_source(zip_file(files)) as opened:
        assert list(opened.files) == ["a.png"]
        assert not opened.refused


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "C:\\a.png", "sub/../../a.png", "..\\a.png"])
def test_names_that_lead_out_are_refused(zip_file, name):
    with open_source(zip_file({name: png(1), "b.png": png(2)})) as opened:
        assert list(opened.files) == ["b.png"]
        assert [reason for reason, _ in opened.refused.values()] == ["unsafe_name"]


def test_a_name_that_leads_out_writes_nothing_anywhere(tmp_path, zip_file):
    path = zip_file({"../escaped.png": png(1)})
    before = sorted(tmp_path.parent.rglob("*"))
    with open_source(path):
        assert sorted(tmp_path.parent.rglob("*")) == before


def test_backslashes_are_folders(zip_file):
    with open_source(zip_file({"ann\\1.png": png(1)})) as opened:
        assert opened.read("ann/1.png") == png(1)


def test_a_bomb_is_refused_without_being_unpacked(zip_file):
    with open_source(zip_file({"bomb.png": b"\0" * (20 * 2**20), "a.png": png(1)})) as opened:
        assert opened.refused["bomb.png"][0] == "too_large"
        assert list(opened.files) == ["a.png"]


def test_a_huge_file_is_refused(tmp_path, monkeypatch, zip_file):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    noise = os.urandom(5000)
    with open_source(zip_file({"big.png": noise})) as opened:
        assert opened.refused["big.png"][0] == "too_large"
    with open_source([("big.png", noise)]) as opened:
        assert opened.refused["big.png"][0] == "too_large"


def test_too_many_files_are_refused(monkeypatch, zip_file):
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    with pytest.raises(SourceError, match="more than 3"):
        open_source(zip_file({f"{number}.png": "x" for number in range(5)}))


def test_an_archive_inside_is_refused(zip_file):
    with open_source(zip_file({"inner.zip": zipped({"a.png": png(1)})})) as opened:
        assert opened.refused["inner.zip"][0] == "nested_archive"


def test_a_locked_file_is_refused(zip_file):
    path = zip_file({"a.png": png(1)})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the bit that says encrypted
    path.write_bytes(content)
    with open_source(path) as opened:
        assert opened.refused["a.png"][0] == "encrypted"


def test_a_damaged_member_is_unreadable_and_the_rest_is_read(zip_file):
    path = zip_file({"a.png": os.urandom(500), "b.png": png(2)})
    content = bytearray(path.read_bytes())
    content[100] ^= 0xFF
    path.write_bytes(content)
    with open_source(path) as opened:
        with pytest.raises(PictureError):
            opened.read("a.png")
        assert opened.read("b.png") == png(2)


def test_a_damaged_zip_says_so(zip_file):
    path = zip_file({"a.png": png(1)})
    content = bytearray(path.read_bytes())
    for damaged in (content[:-30], b"PK\x03\x04 and no more"):
        path.write_bytes(damaged)
        with pytest.raises(SourceError, match="not a zip"):
            open_source(path)
        with pytest.raises(SourceError, match="not a zip"):
            open_source([("faces.zip", bytes(damaged))])


def test_the_same_name_twice_is_two_files(tmp_path):
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as target:
        target.writestr("a.png", png(1))
        with pytest.warns(UserWarning):
            target.writestr("a.png", png(2))
    with open_source(tmp_path / "twice.zip") as opened:
        assert {path: opened.read(path) for path in opened.files} == {"a.png": png(1), "a (2).png": png(2)}


def test_pipes_and_the_like_in_a_folder_are_passed_over(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "a.png").write_bytes(png(1))
    with open_source(tmp_path) as opened:
        assert list(opened.files) == ["a.png"]


@pytest.mark.parametrize("source", [[], "nowhere.zip"])
def test_nothing_says_so(source):
    with pytest.raises(SourceError):
        open_source(source)


def test_zip_bytes_are_read_from_memory():
    assert isinstance(archive.ZipSource(io.BytesIO(zipped({"a.png": png(1)})), "x").read("a.png"), bytes)
