"""Styles that leave the ears free: each takes a face and returns its locks. Side -1 is the picture's left."""

import numpy as np

from facevae.data.generated.curves import closed, ellipse
from facevae.data.generated.face import Face
from facevae.data.generated.hair_shapes import COUNT, Locks, over, temples


def bald(face: Face) -> Locks:
    return Locks(strands=0)


def buzz(face: Face) -> Locks:
    middle = [(-0.74, -0.17), (-0.45, -0.205), (0, -0.215), (0.45, -0.205), (0.74, -0.17)]
    return Locks(cap=(over(face, 0.008, 0.01), temples(face, middle, 0.01)), opacity=0.80, strands=0)


def side_part(face: Face) -> Locks:
    s = face.p["hair_side"]
    middle = [(-0.80, -0.14), (-0.56, -0.215), (-0.40, -0.245), (0.0, -0.185), (0.45, -0.160), (0.78, -0.125)]
    hairline = temples(face, [(s * x, y) for x, y in middle[:: int(s)]], 0.03)
    return Locks(cap=(over(face, 0.050, 0.03, 0.16 * s), hairline), strands=14)


def quiff(face: Face) -> Locks:
    s = face.p["hair_side"]
    middle = [
        (-0.78, -0.165),
        (-0.55, -0.225),
        (-0.15, -0.225),
        (0.30, -0.215),
        (0.60, -0.205),
        (0.80, -0.15),
    ]
    outer = over(face, 0.045, 0.02)
    rise = 0.055 * np.exp(-(((outer[:, 0] - 0.10 * s) / 0.15) ** 2)) * (outer[:, 1] < -0.1)
    outer[:, 1] -= rise
    outer[:, 0] += 0.5 * rise * s
    return Locks(cap=(outer, temples(face, [(s * x, y) for x, y in middle[:: int(s)]], 0.02)), strands=16)


def crop(face: Face) -> Locks:
    x = np.linspace(-0.80, 0.80, 15)
    y = -0.160 - 0.020 * np.cos(x * 1.4) + 0.014 * np.where(np.arange(15) % 2, 1.0, -1.0)
    return Locks(cap=(over(face, 0.035, 0.02), temples(face, list(zip(x, y, strict=True)), 0.02)), strands=12)


def spiky(face: Face) -> Locks:
    outer = over(face, 0.035, 0.02)
    top = outer[:, 1] < -0.13
    spikes = np.array([0.2, 0.9, 0.35, -0.2, 0.7, 1.0, 0.1, -0.1])[np.arange(COUNT) % 8] * 0.072 * top
    outer = outer * (1 + spikes / np.hypot(*outer.T))[:, None]
    middle = [
        (-0.78, -0.15),
        (-0.5, -0.19),
        (-0.25, -0.165),
        (0.0, -0.20),
        (0.25, -0.165),
        (0.5, -0.19),
        (0.78, -0.15),
    ]
    return Locks(cap=(outer, temples(face, middle, 0.02)), strands=14)


def receding(face: Face) -> Locks:
    patch = np.array(
        [
            (0.95, 0.03),
            (1.03, -0.03),
            (1.03, -0.10),
            (0.96, -0.165),
            (0.83, -0.21),
            (0.83, -0.15),
            (0.885, -0.07),
            (0.90, 0.0),
        ]
    )
    sides = [closed(patch * (side * face.width, 1)) for side in (-1, 1)]
    return Locks(front=sides, opacity=0.88, strands=0)


def fade_curls(face: Face) -> Locks:
    tops = []
    for x, y, r in (
        (-0.70, -0.245, 0.058),
        (-0.40, -0.305, 0.070),
        (0, -0.33, 0.075),
        (0.40, -0.305, 0.070),
        (0.70, -0.245, 0.058),
    ):
        tops.append(ellipse(x * face.width, y * face.crown / -0.30, r, r))
    for x in (-0.55, -0.18, 0.18, 0.55):
        tops.append(ellipse(x * face.width, -0.215, 0.052, 0.040))
    middle = [(-0.74, -0.17), (-0.45, -0.20), (0, -0.205), (0.45, -0.20), (0.74, -0.17)]
    return Locks(
        cap=(over(face, 0.012, 0.01), temples(face, middle, 0.01)), front=tops, curl=0.026, strands=0
    )


def pixie(face: Face) -> Locks:
    s = face.p["hair_side"]
    middle = [
        (-0.80, -0.15),
        (-0.62, -0.215),
        (-0.30, -0.165),
        (0.10, -0.130),
        (0.50, -0.098),
        (0.80, -0.070),
    ]
    hairline = temples(face, [(s * x, y) for x, y in middle[:: int(s)]], 0.075, 0.89)
    return Locks(cap=(over(face, 0.045, 0.075, 0.10 * s), hairline), strands=16)
