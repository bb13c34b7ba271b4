import hashlib

import pytest

from facevae.errors import Cancelled, SourceError
from facevae.faces import yunet_file

CONTENT = b"weights" * 10_000


@pytest.fixture
def address(tmp_path, monkeypatch):
    """A source that stands for the network, with its own known content."""
    source = tmp_path / "source.onnx"
    source.write_bytes(CONTENT)
    monkeypatch.setenv("FACEVAE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(yunet_file, "ADDRESS", source.as_uri())
    monkeypatch.setattr(yunet_file, "SIZE", len(CONTENT))
    monkeypatch.setattr(yunet_file, "SHA256", hashlib.sha256(CONTENT).hexdigest())
    return source


def test_what_was_fetched_is_found(address):
    told = []
    assert yunet_file.find() is None
    path = yunet_file.download(lambda *progress: told.append(progress))
    assert yunet_file.find() == path and path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT), "Fetching YuNet")


def test_another_content_is_not_kept(address):
    address.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(SourceError, match="not the known"):
        yunet_file.download()
    assert yunet_file.find() is None


def test_without_a_network_it_says_what_to_do(address):
    address.unlink()
    with pytest.raises(SourceError, match=r"cannot be reached.*by hand"):
        yunet_file.download()


def test_it_can_be_cancelled(address):
    def stop(*_):
        raise Cancelled

    with pytest.raises(Cancelled):
        yunet_file.download(stop)
    assert yunet_file.find() is None


def test_the_newest_release_is_taken(address):
    folder = yunet_file.download().parent
    newer = folder / "face_detection_yunet_2026may.onnx"
    newer.write_bytes(b"")
    (folder / "other.onnx").write_bytes(b"")
    assert yunet_file.find() == newer
