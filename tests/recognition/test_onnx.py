import numpy as np
import pytest
import torch

from facevae import home
from facevae.errors import CheckpointError
from facevae.recognition import onnx
from facevae.recognition.layouts import as_arcface
from facevae.training.batches import as_tensor
from tests.recognition.tiny_onnx import network, write, write_flattening


@pytest.fixture
def pictures():
    return np.random.default_rng(0).integers(0, 256, (3, 64, 64, 3), np.uint8)


def centred(x):
    return (x - 127.5) / 127.5


def standardised(x):
    return (x - x.mean((1, 2, 3), keepdim=True)) / x.std((1, 2, 3), keepdim=True, correction=0)


@pytest.mark.parametrize(
    ("name", "shape", "layout", "numbers"),
    [
        ("w600k_r50", ["N", 3, 112, 112], "insightface", centred),
        ("face_recognition_sface_2021dec", [1, 3, 112, 112], "sface", lambda x: x),
        ("facenet", ["N", 160, 160, 3], "facenet", standardised),
        ("facenet-vggface2", ["N", 3, 160, 160], "facenet", standardised),
    ],
)
def test_a_file_of_each_layout_gives_what_the_network_it_came_from_gives(
    pictures, name, shape, layout, numbers
):
    model = network()
    write(onnx.folder() / f"{name}.onnx", model, shape, last=shape[3] == 3)
    embedder = onnx.open_embedder(name)
    assert (embedder.name, embedder.layout, embedder.dimensions) == (name, layout, 8)
    framed = pictures if layout == "facenet" else as_arcface(pictures)
    with torch.no_grad():
        wanted = model(numbers(as_tensor(framed, 160 if layout == "facenet" else 112, 3).float()))
    wanted = torch.nn.functional.normalize(wanted).numpy()
    vectors = embedder.embed(pictures)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, wanted, atol=2e-6)


def test_the_json_beside_the_file_chooses_the_layout_and_tells_its_name_and_terms(pictures):
    file = write(onnx.folder() / "mine.onnx", model := network(), ["N", 3, "H", "W"])
    told = {"layout": "bgr", "name": "Mine, trained on BGR", "terms": "MIT"}
    home.write_json(file.with_suffix(".json"), told)
    embedder = onnx.open_embedder("mine")
    assert (embedder.name, embedder.terms) == (told["name"], "MIT")
    with torch.no_grad():
        wanted = model(as_tensor(as_arcface(pictures), 112, 3).float().flip(1))
    wanted = torch.nn.functional.normalize(wanted)
    np.testing.assert_allclose(embedder.embed(pictures), wanted.numpy(), atol=2e-6)
    assert embedder.id != onnx.OnnxEmbedder(file, "insightface").id  # caches are kept apart


def test_eyes_come_to_lie_where_arcface_wants_them():
    face = np.zeros((1, 500, 500, 3), np.uint8)
    face[0, 188:192, 152:156] = face[0, 188:192, 344:348] = 255  # at 0.308 and 0.692 of the width, 0.38 down
    framed = as_tensor(as_arcface(face), 112, 3)[0, 0].float()
    rows, columns = torch.nonzero(framed > 40, as_tuple=True)
    assert rows.float().mean() + 0.5 == pytest.approx(51.6, abs=0.6)
    left, right = columns[columns < 56].float().mean() + 0.5, columns[columns > 56].float().mean() + 0.5
    assert (left, right) == (pytest.approx(38.3, abs=0.6), pytest.approx(73.5, abs=0.6))


def test_any_number_of_pictures_is_taken_whatever_the_file_s_batch(pictures):
    many = np.concatenate([pictures] * 25)
    one = onnx.OnnxEmbedder(write(onnx.folder() / "one.onnx", network(), [1, 3, 112, 112]))
    four = onnx.OnnxEmbedder(write(onnx.folder() / "four.onnx", network(), [4, 3, 112, 112]))
    np.testing.assert_allclose(one.embed(many), four.embed(many), atol=2e-6)
    assert one.embed(many[:0]).shape == (0, 8)


def test_what_is_missing_is_told_with_what_is_there():
    write(onnx.folder() / "there.onnx", network(), ["N", 3, 112, 112])
    with pytest.raises(CheckpointError, match=r"no embedder “gone”.*Known embedders: there"):
        onnx.open_embedder("gone")


def test_a_file_that_is_no_onnx_is_refused():
    home.write_bytes(onnx.folder() / "text.onnx", b"no network at all")
    with pytest.raises(CheckpointError, match=r"text\.onnx is not an ONNX network"):
        onnx.open_embedder("text")


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (["N", 1, 112, 112], r"\? x 1 x 112 x 112, not square colour"),
        (["N", 3, 112, 96], "not square colour"),
        (["N", 3, "H", "W"], "pictures of any size, which is no layout"),
        (["N", 3, 96, 96], "pictures of 96 px, which is no layout"),
    ],
)
def test_an_input_that_no_face_fits_into_is_told(tmp_path, shape, told):
    file = write(tmp_path / "odd.onnx", network(), shape)
    with pytest.raises(CheckpointError, match=told):
        onnx.OnnxEmbedder(file)


def test_an_input_of_another_rank_is_told(tmp_path):
    with pytest.raises(CheckpointError, match=r"\? x 3 x 112, not square colour"):
        onnx.OnnxEmbedder(write_flattening(tmp_path / "flat.onnx", ["N", 3, 112]))


def test_an_answer_that_is_no_vector_is_told(tmp_path):
    file = write(tmp_path / "map.onnx", network(), ["N", 3, 112, 112], flat=False)
    with pytest.raises(CheckpointError, match="1 x 6 x 22 x 22 numbers, not with one vector"):
        onnx.OnnxEmbedder(file)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"layout": "vgg"}', "no layout “vgg”"),
        ('{"side": 3}', "unknown key “side”"),
        ("[1]", "cannot be read"),
    ],
)
def test_a_json_that_says_something_unknown_is_told(tmp_path, content, told):
    file = write(tmp_path / "net.onnx", network(), ["N", 3, 112, 112])
    file.with_suffix(".json").write_text(content)
    with pytest.raises(CheckpointError, match=told):
        onnx.OnnxEmbedder(file)
