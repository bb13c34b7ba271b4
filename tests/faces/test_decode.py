from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facevae.errors import PictureError
from facevae.faces.decode import decode
from tests.faces.support import noise, stored

PICTURE = noise()
PIXELS = np.asarray(PICTURE)
LOSSLESS = {
    "PNG": {},
    "BMP": {},
    "TIFF": {},
    "PPM": {},
    "WEBP": {"lossless": True},
}


def refused(content: bytes, **options) -> PictureError:
    with pytest.raises(PictureError) as caught:
        decode(content, **options)
    assert caught.value.what and caught.value.remedy
    return caught.value


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_keep_every_pixel(kind):
    np.testing.assert_array_equal(decode(stored(PICTURE, kind, **LOSSLESS[kind])), PIXELS)


@pytest.mark.parametrize("kind", ["JPEG", "GIF"])
def test_lossy_formats_keep_the_look(kind):
    smooth = noise(3, 4).resize((64, 48), Image.Resampling.BICUBIC)
    decoded = decode(stored(smooth, kind, quality=95))
    assert np.abs(decoded.astype(int) - np.asarray(smooth)).mean() < 6


def test_a_file_is_read_like_its_bytes_whatever_its_name(tmp_path):
    path = tmp_path / "picture.txt"
    path.write_bytes(stored(PICTURE, "PNG"))
    np.testing.assert_array_equal(decode(path), PIXELS)


def test_a_missing_file_is_told():
    with pytest.raises(PictureError, match=r"nowhere\.jpg"):
        decode(Path("nowhere.jpg"))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_applied(kind, orientation):
    sides = {1: 0, 2: 0, 3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3}  # quarter turns to the left that the camera made
    taken = np.rot90(PIXELS, sides[orientation])
    if orientation in (2, 4):
        taken = taken[:, ::-1]
    if orientation in (5, 7):
        taken = taken[::-1]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {}
    content = stored(Image.fromarray(np.ascontiguousarray(taken)), kind, exif=exif, **options)
    np.testing.assert_array_equal(decode(content), PIXELS)


def test_the_orientation_of_a_jpeg_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode(stored(PICTURE, "JPEG", exif=exif)).shape == (32, 24, 3)


@pytest.mark.filterwarnings("ignore")
def test_a_damaged_orientation_is_passed_over():
    content = stored(PICTURE, "PNG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    np.testing.assert_array_equal(decode(content), PIXELS)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_png_becomes_rgb(mode):
    image = PICTURE.convert(mode)
    np.testing.assert_array_equal(decode(stored(image, "PNG")), np.asarray(image.convert("RGB")))


def test_what_is_transparent_becomes_white():
    image = PICTURE.convert("RGBA")
    image.putalpha(0)
    assert (decode(stored(image, "PNG")) == 255).all()
    image.putalpha(128)
    np.testing.assert_allclose(decode(stored(image, "PNG")), PIXELS * (128 / 255) + 127, atol=1.5)


def test_a_transparent_palette_colour_becomes_white():
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 200, 0, 0])
    image.putpixel((0, 0), 0)
    decoded = decode(stored(image, "GIF", transparency=0))
    assert decoded[0, 0].tolist() == [255, 255, 255] and decoded[1, 1].tolist() == [200, 0, 0]


def test_cmyk_becomes_rgb():
    red = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    assert np.abs(decode(stored(red, "JPEG")).astype(int) - [255, 0, 0]).max() < 12


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "PPM"])
def test_sixteen_bits_keep_their_range(kind):
    ramp = np.linspace(0, 65535, 64).round().astype(np.uint16).reshape(8, 8)
    decoded = decode(stored(Image.fromarray(ramp), kind))
    np.testing.assert_allclose(decoded[..., 0], ramp / 257, atol=0.51)


@pytest.mark.parametrize("peak", [1.0, 255.0, 4000.0])
def test_floating_point_greys_fill_the_range(peak):
    ramp = np.linspace(0, peak, 64, dtype=np.float32).reshape(8, 8)
    decoded = decode(stored(Image.fromarray(ramp), "TIFF"))
    assert decoded.min() == 0 and decoded.max() == 255


def test_of_an_animation_the_first_frame_is_taken():
    content = stored(PICTURE, "PNG", save_all=True, append_images=[noise(seed=1)])
    np.testing.assert_array_equal(decode(content), PIXELS)


def test_nothing_is_refused_as_empty():
    assert refused(b"").reason == "empty"


def test_other_formats_and_other_files_are_unreadable():
    for content in (b"GIF", b"hello, world" * 50, stored(PICTURE, "ICO"), stored(PICTURE, "TGA")):
        assert refused(content).reason == "unreadable"


def test_large_pictures_are_refused_from_the_header():
    cut_off = stored(Image.new("L", (9000, 6000)), "PNG")[:60]
    assert refused(cut_off).reason == "too_large"
    assert refused(stored(PICTURE, "PNG"), max_megapixels=0.0005).reason == "too_large"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM"])
def test_damaged_files_are_read_or_refused_but_never_raise_anything_else(kind):
    content = stored(PICTURE, kind)
    rng = np.random.default_rng(0)
    cuts = [content[: int(n)] for n in np.linspace(1, len(content) - 1, 40)]
    flipped = [np.frombuffer(content, np.uint8).copy() for _ in range(120)]
    for i, broken in enumerate(flipped):
        within = len(broken) if i % 2 else min(len(broken), 160)
        broken[rng.integers(0, within, 4)] = rng.integers(0, 256, 4)
    for broken in [*cuts, *(part.tobytes() for part in flipped)]:
        try:
            picture = decode(broken)
        except PictureError as error:
            assert error.reason in {"unreadable", "too_large"}
        else:
            assert picture.dtype == np.uint8 and picture.shape[2:] == (3,)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "PPM"])
def test_half_a_picture_is_refused(kind):
    content = stored(PICTURE, kind)
    assert refused(content[: len(content) // 2]).reason == "unreadable"
