import io
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from facevae.errors import CheckpointError, SourceError
from facevae.latents import keeping, recipe
from tests.latents.made import codec

SETTINGS = {"seed": 3, "temperature": 0.8, "who": "Ada <& Co>"}


@pytest.fixture
def coder(tmp_path):
    return codec(tmp_path)


@pytest.fixture
def made(coder):
    return recipe.make(coder, "sample", coder.draw(5, 3, 0.8), **SETTINGS)


def files(coder, made) -> dict[str, bytes]:
    pictures = made.pictures(coder)
    moving = {kind: getattr(keeping, kind)(pictures, made) for kind in ("png", "gif", "webp", "mp4")}
    return moving | {"npz": keeping.npz(made), "csv": keeping.csv(made)}


def test_every_kind_of_file_opens_again_to_the_same_pictures(coder, made):
    for kind, content in files(coder, made).items():
        opened = keeping.read(content)
        assert opened.settings == SETTINGS and opened.kind == "sample", kind
        assert np.array_equal(opened.pictures(coder), made.pictures(coder)), kind


def test_a_png_without_visible_mark_holds_the_very_pixels(coder, made):
    pictures = made.pictures(coder)
    content = keeping.png(pictures[:1], made, marked=False)
    with Image.open(io.BytesIO(content)) as image:
        assert np.array_equal(np.asarray(image), pictures[0])
    assert content != keeping.png(pictures[:1], made)


def test_the_visible_mark_covers_a_corner_and_nothing_else():
    grey = np.full((128, 128, 3), 90, np.uint8)
    changed = (keeping.marked_picture(grey) != grey).any(2)
    rows, columns = np.nonzero(changed)
    assert 0.01 < changed.mean() < 0.08 and rows.min() > 110 and columns.min() > 64


@pytest.mark.parametrize("photograph", [False, True])
def test_the_metadata_say_in_the_words_of_the_iptc_that_it_is_generated(coder, photograph):
    made = recipe.make(coder, "edit", np.zeros((2, 12)), of_photograph=photograph)
    kind = b"digitalsourcetype/" + (b"composite" if photograph else b"trained")
    for name, content in files(coder, made).items():
        if name == "npz":
            content = str(np.load(io.BytesIO(content))["recipe"]).encode()
        assert kind in content, name


def test_faces_of_a_film_lie_in_the_home_alone_and_of_a_killed_one_are_swept(
    coder, made, own_home, monkeypatch
):
    films = own_home / "cache" / "films"
    (films / "killed").mkdir(parents=True)
    os.utime(films / "killed", (0, 0))
    writer, used = cv2.VideoWriter, []
    monkeypatch.setattr(cv2, "VideoWriter", lambda file, *how: used.append(file) or writer(file, *how))
    assert keeping.read(keeping.mp4(made.pictures(coder), made, side=64)) is not None
    assert Path(used[0]).parents[1] == films and list(films.iterdir()) == []


def test_a_film_shows_the_faces_there_and_back_with_their_mark(coder, made, tmp_path):
    pictures = made.pictures(coder)
    shown = {}
    for marked in (True, False):
        file = tmp_path / f"{marked}.mp4"
        file.write_bytes(keeping.mp4(pictures, made, side=128, marked=marked))
        film, frames = cv2.VideoCapture(str(file)), []
        while (frame := film.read())[0]:
            frames.append(frame[1][..., ::-1].astype(int))
        shown[marked] = np.stack(frames)
    plain = shown[False]
    assert plain.shape == (8, 128, 128, 3)
    large = np.stack([cv2.resize(one, (128, 128), interpolation=cv2.INTER_NEAREST) for one in pictures])
    assert [np.abs(large - frame).mean((1, 2, 3)).argmin() for frame in plain] == [0, 1, 2, 3, 4, 3, 2, 1]
    changed = np.abs(shown[True] - plain).mean((0, 3)) > 20
    assert changed[116:, 70:].any() and not changed[:110].any()


def test_a_walk_goes_there_and_back(coder, made):
    for write in (keeping.gif, keeping.webp):
        with Image.open(io.BytesIO(write(made.pictures(coder), made, side=64))) as image:
            assert image.n_frames == 8 and image.size == (64, 64)


def test_latents_can_be_read_by_other_programs(coder, made):
    with np.load(io.BytesIO(keeping.npz(made)), allow_pickle=False) as kept:
        assert np.array_equal(kept["z"], made.z)
    lines = keeping.csv(made).decode().splitlines()
    assert np.allclose(np.loadtxt(lines[2:], delimiter=","), made.z, atol=1e-6)


def test_another_model_does_not_pretend_to_make_the_same(made, tmp_path):
    other = codec(tmp_path, "other", latent_dim=12, width=16, hidden=(32,))
    with pytest.raises(CheckpointError, match="made with the model “model”"):
        made.pictures(other)


def test_files_without_a_recipe_and_damaged_ones_are_told(coder, made):
    plain = io.BytesIO()
    Image.new("RGB", (8, 8)).save(plain, "PNG")
    film = keeping.mp4(made.pictures(coder), made, side=64)
    for content in (b"", b"nonsense", plain.getvalue(), b"PK\3\4 broken", film[:-9], film[:40]):
        with pytest.raises(SourceError, match="holds no recipe"):
            keeping.read(content)
    packed = io.BytesIO()
    np.savez_compressed(packed, recipe=np.arange(500))
    content = packed.getvalue()
    middle = len(content) // 3
    flags = content.index(b"PK\1\2") + 8
    enciphered = content[:flags] + b"\1" + content[flags + 1 :]
    for bad in (content[:middle] + bytes([255] * 20) + content[middle + 20 :], enciphered):
        with pytest.raises(SourceError, match="holds no recipe"):
            keeping.read(bad)
    text = made.to_json()
    for bad in (
        text[:40],
        "[]",
        "{}",
        text.replace("[5, 12]", "[5, 13]"),
        text.replace('"sample"', '"spell"'),
    ):
        with pytest.raises(SourceError, match="cannot be read"):
            recipe.from_json(bad)


def test_latents_that_are_no_numbers_are_refused(coder):
    bad = recipe.make(coder, "sample", np.full((1, 12), np.nan))
    with pytest.raises(SourceError):
        recipe.from_json(bad.to_json())
