"""Painting a hair style: what hangs behind the head, what lies on it, and its sheen."""

import numpy as np

from facevae.data.generated import colours
from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import ribbon, taper, through
from facevae.data.generated.face import Face
from facevae.data.generated.hair_shapes import Locks
from facevae.data.generated.hair_styles import STYLES
from facevae.data.generated.material import Skin, hair, light, soft_mask

_BEHIND = -0.06


class Hair:
    """A face's hair, ready to be painted in two layers."""

    def __init__(self, face: Face):
        p = face.p
        self.face = face
        self.locks: Locks = STYLES[p["hair_style"]](face)
        scarf = p["hair_style"] == "headscarf"
        self.colour = np.asarray(
            colours.CLOTH[p["scarf_colour"]] if scarf else colours.HAIR[p["hair_colour"]], float
        )
        self.colour = colours.shaded(self.colour, p["hair_shade"])
        self.material = hair(face, self.colour)

    def front_outlines(self) -> list[np.ndarray]:
        """The parts before the face, placed in the picture."""
        outlines = [self.face.place(outline, 0.8 * self.face.scalp(outline)) for outline in self.locks.front]
        if self.locks.cap:
            outer, hairline = self.locks.cap
            outlines.append(
                np.vstack(
                    [self.face.place(outer, 0.0), self.face.place(hairline, self.face.scalp(hairline))[::-1]]
                )
            )
        return outlines

    def cast_shadow(self, skin: Skin) -> None:
        """Darken the skin beneath the front hair."""
        toward = light(self.face.p)
        for outline in self.front_outlines():
            fallen = outline + np.array([-0.016 * toward[0], 0.020])
            skin.darken(0.55 * soft_mask(fallen, 0.014))

    def draw_back(self, canvas: Canvas) -> None:
        if self.locks.back:
            outlines = [self.face.place(outline, _BEHIND) for outline in self.locks.back]
            behind = (self.material * (0.92 if self.locks.curl else 0.82)).astype(np.uint8)
            canvas.paste(canvas.smooth(behind), canvas.mask(*outlines))
            if self.locks.curl:
                self._ringlets(canvas, outlines)

    def draw_front(self, canvas: Canvas, skin: Skin) -> None:
        outlines = self.front_outlines()
        if not outlines:
            return
        material = self.material
        if self.locks.opacity < 1:
            material = colours.mix(skin.material(), material, self.locks.opacity).astype(np.uint8)
        canvas.paste(canvas.smooth(material), canvas.mask(*outlines))
        if self.locks.cap:
            self._comb(canvas, outlines[-1])
        if self.locks.curl:
            self._ringlets(canvas, outlines[: len(self.locks.front)] or outlines)

    def _comb(self, canvas: Canvas, outline: np.ndarray) -> None:
        """Lines from the crown to the hairline, along the locks beside the face, and a gloss."""
        outer, hairline = outline[: len(outline) // 2], outline[len(outline) // 2 :][::-1]
        high = np.flatnonzero(self.locks.cap[0][:, 1] < -0.06)
        if self.locks.strands:
            self._strands(
                canvas, outer, hairline, np.linspace(high[1], high[-2], self.locks.strands).astype(int)
            )
        for ends in (slice(0, high[0] + 1), slice(high[-1], None)) if high[0] > 3 else ():
            for share in (0.30, 0.62):
                lock = outer[ends] * share + hairline[ends] * (1 - share)
                canvas.tint(ribbon(lock, 0.007 * taper(len(lock))), colours.shaded(self.colour, 0.70), 0.45)
        if self.locks.opacity == 1 and not self.locks.curl:
            self._sheen(canvas, outer, hairline)

    def _strands(self, canvas: Canvas, outer: np.ndarray, hairline: np.ndarray, pick: np.ndarray) -> None:
        outer, hairline = outer[pick], hairline[pick]
        middle = (outer + hairline) / 2
        middle += 0.06 * (middle.mean(0) - middle)
        curves = through(
            np.stack([0.9 * outer + 0.1 * hairline, middle, 0.06 * outer + 0.94 * hairline], 1), 4
        )
        strokes = ribbon(curves, 0.0065 * taper(curves.shape[1]))
        light_ones = np.arange(len(pick)) % 3 == 1
        canvas.tint(strokes[~light_ones], colours.shaded(self.colour, 0.66), 0.42)
        canvas.tint(strokes[light_ones], colours.shaded(self.colour, 1.20), 0.42)

    def _sheen(self, canvas: Canvas, outer: np.ndarray, hairline: np.ndarray) -> None:
        middle = len(outer) // 2 + int(np.sign(light(self.face.p)[0]) * 4)
        part = slice(middle - 7, middle + 8)
        band = outer[part] * 0.62 + hairline[part] * 0.38
        thick = np.hypot(*(outer[part] - hairline[part]).T).mean()
        for share, alpha in ((0.30, 0.16), (0.16, 0.18)):
            canvas.tint(ribbon(band, share * thick * taper(15)), colours.shaded(self.colour, 1.45), alpha)

    def _ringlets(self, canvas: Canvas, outlines: list[np.ndarray]) -> None:
        light_colour, dark = colours.shaded(self.colour, 1.22), colours.shaded(self.colour, 0.66)
        small = [outline for outline in outlines if np.ptp(outline, axis=0).min() < 0.26]
        centre = np.array([outline.mean(0) for outline in small])[:, None]
        reach = 0.31 * np.array([np.ptp(outline, axis=0).min() for outline in small])[:, None, None]
        for turn, colour in ((0.6, dark), (3.4, light_colour)):
            angle = turn + np.arange(len(small))[:, None] + np.linspace(0, 2.4, 9)
            arcs = centre + reach * np.stack([np.cos(angle), np.sin(angle)], -1)
            canvas.tint(ribbon(arcs, 0.009 * taper(9)), colour, 0.55)
