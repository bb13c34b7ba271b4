"""Made faces as files that carry their recipe and the mark that they are generated."""

import io
import zlib
from zipfile import BadZipFile

import numpy as np
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from facevae.data.sheet import contact_sheet
from facevae.errors import SourceError
from facevae.latents import film
from facevae.latents import recipe as recipes
from facevae.latents.recipe import Recipe

KEY = "facevae"  # of the recipe in a PNG
MARK = "generated"
FRAME_MS = 90
SIDE = 256  # of a moving picture
LARGEST_FILE = 64 * 2**20


def png(
    pictures: np.ndarray, recipe: Recipe, *, columns: int = 8, side: int = 0, marked: bool = True
) -> bytes:
    """Faces (N, S, S, 3) as one picture.

    Args:
        columns: of the grid.
        side: of each face in pixels; its own by default. Whole multiples of it keep its pixels.
        marked: whether each face has a visible mark.
    """
    shown = _shown(pictures, side or pictures.shape[1], marked)
    sheet = shown[0] if len(shown) == 1 else contact_sheet(shown, min(columns, len(shown)))
    told = PngImagePlugin.PngInfo()
    told.add_itxt(KEY, recipe.to_json())
    told.add_itxt("XML:com.adobe.xmp", xmp(recipe).decode())
    return _saved(Image.fromarray(sheet), "PNG", pnginfo=told)


def gif(pictures: np.ndarray, recipe: Recipe, *, side: int = SIDE, marked: bool = True) -> bytes:
    """Faces there and back as an endless GIF."""
    first, *others = _frames(pictures, side, marked)
    moving = {"save_all": True, "append_images": others, "duration": FRAME_MS, "loop": 0}
    return _saved(first, "GIF", comment=recipe.to_json().encode(), **moving)


def webp(pictures: np.ndarray, recipe: Recipe, *, side: int = SIDE, marked: bool = True) -> bytes:
    """Faces there and back as an endless WebP; smaller than a GIF, in all colours."""
    first, *others = _frames(pictures, side, marked)
    moving = {"save_all": True, "append_images": others, "duration": FRAME_MS, "loop": 0, "quality": 85}
    return _saved(first, "WEBP", xmp=xmp(recipe, carried=True), **moving)


def mp4(pictures: np.ndarray, recipe: Recipe, *, side: int = SIDE, marked: bool = True) -> bytes:
    """Faces there and back as a film."""
    frames = np.stack([np.asarray(frame) for frame in _frames(pictures, side, marked)])
    return film.mp4(frames, FRAME_MS, xmp(recipe, carried=True))


def npz(recipe: Recipe) -> bytes:
    """The latents `z` and the recipe as JSON."""
    content = io.BytesIO()
    np.savez_compressed(content, z=recipe.z, recipe=np.array(recipe.to_json()))
    return content.getvalue()


def csv(recipe: Recipe) -> bytes:
    """The latents, a face a line; the first line, after a #, is the recipe."""
    head = ",".join(f"z{i}" for i in range(recipe.z.shape[1]))
    lines = [",".join(f"{value:.9g}" for value in face) for face in recipe.z]
    return "\n".join([f"# {recipe.to_json()}", head, *lines, ""]).encode()


def read(content: bytes) -> Recipe:
    """The recipe in a PNG, GIF, WebP, MP4, NPZ or CSV that was saved here.

    Raises:
        SourceError: there is none, or it is damaged.
    """
    if len(content) > LARGEST_FILE:
        raise SourceError("This file is too large to hold a recipe.", "Choose a file that was saved here.")
    text = _text(content)
    if text is None:
        raise SourceError(
            "This file holds no recipe.",
            "Choose one that was saved here and not stored anew by another program.",
        )
    return recipes.from_json(text)


def _text(content: bytes) -> str | None:
    if content.startswith(b"# {"):
        return content[2:].split(b"\n", 1)[0].decode(errors="replace")
    try:
        if content.startswith(b"PK"):
            with np.load(io.BytesIO(content), allow_pickle=False) as kept:
                return str(kept["recipe"])
        if film.is_film(content):
            return _in_xmp(film.xmp_of(content) or b"")
        with Image.open(io.BytesIO(content), formats=("PNG", "GIF", "WEBP")) as image:
            return _in_picture(image)
    except (OSError, ValueError, KeyError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    except (BadZipFile, zlib.error, RuntimeError):  # damaged, enciphered, packed in a way unknown here
        return None


def _in_picture(image: Image.Image) -> str | None:
    told = image.info.get(KEY) or image.info.get("comment")
    if told is None:
        return _in_xmp(image.info.get("xmp", b""))
    return told.decode(errors="replace") if isinstance(told, bytes) else told


def _in_xmp(told: bytes) -> str | None:
    _, _, behind = told.partition(b"<facevae:recipe>")
    return behind.partition(b"</facevae:recipe>")[0].decode(errors="replace") or None


def xmp(recipe: Recipe, carried: bool = False) -> bytes:
    """The mark in words that other programs know, and on demand the recipe itself."""
    # A recipe is ASCII and its JSON has none of < and &, but for what a user called a model.
    told = recipe.to_json().replace("&", "\\u0026").replace("<", "\\u003c")
    held = f"<facevae:recipe>{told}</facevae:recipe>" if carried else ""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:facevae="urn:facevae">'
        f"<Iptc4xmpExt:DigitalSourceType>{recipe.source}</Iptc4xmpExt:DigitalSourceType>"
        f"<xmp:CreatorTool>FaceVAE</xmp:CreatorTool>{held}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def describes(recipe: Recipe) -> str:
    """One line for people: the settings that matter."""
    told = {"model": recipe.checkpoint} | recipe.settings
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items())


def marked_picture(picture: np.ndarray) -> np.ndarray:
    """The picture with the word “generated” in its lower corner."""
    image = Image.fromarray(picture)
    side = image.height
    size = max(8, round(side * 0.06))
    font = ImageFont.load_default(size)
    pen = ImageDraw.Draw(image, "RGBA")
    _, top, right, bottom = pen.textbbox((0, 0), MARK, font)
    pad = max(1, size // 4)
    corner = (image.width - right - 2 * pad, side - (bottom - top) - 2 * pad)
    pen.rectangle([*corner, image.width, side], fill=(0, 0, 0, 140))
    pen.text((corner[0] + pad, corner[1] + pad - top), MARK, (255, 255, 255, 235), font)
    return np.asarray(image)


def _shown(pictures: np.ndarray, side: int, marked: bool) -> np.ndarray:
    pixelated = side > 2 * pictures.shape[1]
    how = Image.Resampling.NEAREST if pixelated else Image.Resampling.LANCZOS
    large = [np.asarray(Image.fromarray(picture).resize((side, side), how)) for picture in pictures]
    return np.stack([marked_picture(picture) if marked else picture for picture in large])


def _frames(pictures: np.ndarray, side: int, marked: bool) -> list[Image.Image]:
    shown = _shown(pictures, side, marked)
    return [Image.fromarray(picture) for picture in (*shown, *shown[-2:0:-1])]


def _saved(image: Image.Image, kind: str, **settings) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, **settings)
    return content.getvalue()
