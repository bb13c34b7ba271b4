"""The loading is tested against small files laid out as the libraries keep them."""

import pickle

import joblib
import numpy as np
import pytest

from facevae.data import downloads, faceset
from facevae.data.downloads import CATALOGUE
from facevae.data.faceset import FaceSet
from facevae.errors import Cancelled, ConfigError, SourceError

from .conftest import encoded, picture


def test_olivetti(tmp_path):
    faces = np.random.default_rng(0).random((400, 64 * 64), dtype=np.float32)
    joblib.dump(faces, tmp_path / "olivetti_py3.pkz")
    ledger = downloads.bring_in("olivetti", tmp_path, "olivetti", size=64)
    face_set = FaceSet.open("olivetti")
    assert ledger.accepted == 400
    assert face_set.column("identity").nunique() == 40
    assert face_set.index.groupby("identity")["split"].nunique().max() == 1
    first = np.round(faces[0].reshape(64, 64).T * 255).astype(np.uint8)  # columns first, as published
    assert np.array_equal(face_set.pixels[0, ..., 0], first)


def test_lfw(tmp_path):
    top = tmp_path / "lfw_home"
    for person in range(30):
        folder = top / "lfw_funneled" / f"Person_{person}"
        folder.mkdir(parents=True)
        for number in range(2):
            (folder / f"Person_{person}_{number:04d}.jpg").write_bytes(
                encoded(picture(2 * person + number, 250), ".jpg")
            )
    (top / "lfw_funneled" / "pairs_01.txt").write_text("not a picture")
    (top / "joblib").mkdir()
    (top / "joblib" / "cache.pkl").write_text("no picture either")
    (top / "pairsDevTest.txt").write_text("1\nPerson_0\t0\t1\nPerson_1\t0\tPerson_2\t0\n")
    ledger = downloads.bring_in("lfw", tmp_path, "lfw")
    face_set = FaceSet.open("lfw")
    assert (ledger.accepted, ledger.refused) == (60, {})
    test = face_set.index.iloc[face_set.rows("test")]
    assert set(test["identity"]) == {"Person_0", "Person_1", "Person_2"}
    assert face_set.facts["center_px"] == 112


def test_celeba(tmp_path, monkeypatch):
    from torchvision.datasets import CelebA

    names = [f"{number:06d}.jpg" for number in range(1, 7)]
    base = tmp_path / "celeba"
    (base / "img_align_celeba").mkdir(parents=True)
    for number, name in enumerate(names):
        (base / "img_align_celeba" / name).write_bytes(encoded(picture(number, 218, 178), ".jpg"))
    splits = [0, 0, 0, 1, 2, 2]
    (base / "list_eval_partition.txt").write_text(
        "\n".join(f"{n} {s}" for n, s in zip(names, splits, strict=True))
    )
    (base / "identity_CelebA.txt").write_text("\n".join(f"{n} {k}" for k, n in enumerate(names)))
    attributes = "\n".join(f"{n} -1 1" for n in names)
    (base / "list_attr_celeba.txt").write_text(f"6\nSmiling Eyeglasses\n{attributes}\n")
    points = "\n".join(f"{n} 1 2 3 4" for n in names)
    (base / "list_bbox_celeba.txt").write_text(f"6\nimage_id x_1 y_1 width height\n{points}\n")
    points = "\n".join(f"{n} 1 2" for n in names)
    (base / "list_landmarks_align_celeba.txt").write_text(f"6\nlefteye_x lefteye_y\n{points}\n")
    monkeypatch.setattr(CelebA, "_check_integrity", lambda self: True)
    downloads.bring_in("celeba", tmp_path, "celeba")
    index = FaceSet.open("celeba").index.set_index("source").loc[names]
    assert index["split"].tolist() == ["train"] * 3 + ["validation"] + ["test"] * 2
    assert index["identity"].nunique() == 6
    assert (index["smiling"] == 0).all() and (index["eyeglasses"] == 1).all()


def test_cifar10(tmp_path, monkeypatch):
    from torchvision.datasets import CIFAR10

    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    generator = np.random.default_rng(0)
    for name in [f"data_batch_{number}" for number in range(1, 6)] + ["test_batch"]:
        data = generator.integers(0, 256, (20, 3072), dtype=np.uint8)
        (folder / name).write_bytes(
            pickle.dumps({"data": data, "labels": [number % 10 for number in range(20)]})
        )
    kinds = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
    (folder / "batches.meta").write_bytes(pickle.dumps({"label_names": kinds}))
    monkeypatch.setattr(CIFAR10, "_check_integrity", lambda self: True)
    monkeypatch.setattr("torchvision.datasets.cifar.check_integrity", lambda *arguments: True)
    downloads.bring_in("cifar10", tmp_path, "cifar10", size=32)
    face_set = FaceSet.open("cifar10")
    index = face_set.index.set_index("source")
    assert face_set.facts["kind"] == "objects"
    assert index["split"].value_counts().to_dict() == {"train": 94, "validation": 6, "test": 20}
    assert index.loc["train/00003.png", "class"] == "cat"
    row = face_set.column("source").tolist().index("test/00007.png")
    assert np.array_equal(face_set.pixels[row], data.reshape(20, 3, 32, 32)[7].transpose(1, 2, 0))


@pytest.fixture
def no_network(monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_network_the_error_says_what_to_do(no_network):
    with pytest.raises(SourceError, match="could not be downloaded") as caught:
        downloads.fetch("olivetti", "olivetti")
    assert CATALOGUE["olivetti"].link in caught.value.remedy
    assert not faceset.exists("olivetti")


def test_a_download_can_be_cancelled(no_network, own_home):
    def cancel(done, total, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        downloads.fetch("olivetti", "olivetti", progress=cancel)
    assert not (own_home / "cache" / "downloads" / "olivetti").exists()


def test_an_unknown_set_is_refused():
    with pytest.raises(ConfigError):
        downloads.fetch("imagenet", "x")


def test_every_entry_says_what_it_is():
    for entry in CATALOGUE.values():
        assert entry.title and entry.about and entry.terms and entry.megabytes > 0
