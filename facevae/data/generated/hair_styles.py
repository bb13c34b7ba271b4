"""Hair styles as shapes around a head, in face coordinates.

A style is a function of the face that returns `Locks`. Sides: -1 is the left of the picture.
"""

from dataclasses import dataclass, field

import numpy as np

from facevae.data.generated.curves import closed, ellipse, resampled, through
from facevae.data.generated.face import Face

_COUNT = 41
_NEAR_CURLS = (
    (-0.62, -0.285), (-0.22, -0.330), (0.22, -0.330), (0.62, -0.285), (0.0, -0.285), (-0.42, -0.262), (0.42, -0.262),
    (-0.93, -0.130), (-0.76, -0.200), (0.76, -0.200), (0.93, -0.130), (-0.50, -0.215), (-0.17, -0.235),
    (0.17, -0.235), (0.50, -0.215),
)  # fmt: skip


@dataclass
class Locks:
    """The parts of a style.

    Args:
        back: outlines behind the head.
        cap: the run over the crown and the hairline under it, both left to right, (41, 2) each; or None.
        front: further outlines before the face.
        opacity: below 1 the skin shows through.
        strands: how many lines of combing to draw over the cap; 0 for none.
        curl: radius of ringlets drawn over everything; 0 for none.
        ears: whether the ears show.
    """

    back: list[np.ndarray] = field(default_factory=list)
    cap: tuple[np.ndarray, np.ndarray] | None = None
    front: list[np.ndarray] = field(default_factory=list)
    opacity: float = 1.0
    strands: int = 12
    curl: float = 0.0
    ears: bool = True


def over(face: Face, volume: float, side: float = 0.02, lean: float = 0.0) -> np.ndarray:
    """The outer run of a cap from the left side over the crown to the right.

    Args:
        volume: how far it stands off the skull.
        side: how far down it reaches beside the eyes.
        lean: how much higher the right of the crown is than the left.
    """
    w, top = face.width + 0.35 * volume + 0.004, face.crown - volume
    points = [
        (-0.965 * face.width, side),
        (-w, -0.08),
        (-0.86 * w, 0.60 * top + 0.3 * lean * top),
        (-0.49 * w, 0.915 * top - 0.10 * lean * top),
        (0, top),
        (0.49 * w, 0.915 * top + 0.10 * lean * top),
        (0.86 * w, 0.60 * top - 0.3 * lean * top),
        (w, -0.08),
        (0.965 * face.width, side),
    ]
    return resampled(through(points, 8), _COUNT)


def line(face: Face, points) -> np.ndarray:
    """A hairline from points whose x counts half head widths."""
    points = np.asarray(points, float) * (face.width, 1)
    return resampled(through(points, 8), _COUNT)


def _temples(face: Face, middle, side: float = 0.02, inner: float = 0.90) -> np.ndarray:
    """A hairline with sideburns to `side` around the given middle points."""
    left = [(-0.965, side), (-inner, side - 0.035), (-inner + 0.01, -0.09)]
    right = [(inner - 0.01, -0.09), (inner, side - 0.035), (0.965, side)]
    return line(face, [*left, *middle, *right])


def bald(face: Face) -> Locks:
    return Locks(strands=0)


def buzz(face: Face) -> Locks:
    middle = [(-0.74, -0.17), (-0.45, -0.205), (0, -0.215), (0.45, -0.205), (0.74, -0.17)]
    return Locks(cap=(over(face, 0.008, 0.01), _temples(face, middle, 0.01)), opacity=0.80, strands=0)


def side_part(face: Face) -> Locks:
    s = face.p["hair_side"]
    middle = [(-0.80, -0.14), (-0.56, -0.215), (-0.40, -0.245), (0.0, -0.185), (0.45, -0.160), (0.78, -0.125)]
    hairline = _temples(face, [(s * x, y) for x, y in middle[:: int(s)]], 0.03)
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
    return Locks(cap=(outer, _temples(face, [(s * x, y) for x, y in middle[:: int(s)]], 0.02)), strands=16)


def crop(face: Face) -> Locks:
    x = np.linspace(-0.80, 0.80, 15)
    y = -0.160 - 0.020 * np.cos(x * 1.4) + 0.014 * np.where(np.arange(15) % 2, 1.0, -1.0)
    return Locks(
        cap=(over(face, 0.035, 0.02), _temples(face, list(zip(x, y, strict=True)), 0.02)), strands=12
    )


def spiky(face: Face) -> Locks:
    outer = over(face, 0.035, 0.02)
    top = outer[:, 1] < -0.13
    spikes = np.array([0.2, 0.9, 0.35, -0.2, 0.7, 1.0, 0.1, -0.1])[np.arange(_COUNT) % 8] * 0.072 * top
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
    return Locks(cap=(outer, _temples(face, middle, 0.02)), strands=14)


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
        cap=(over(face, 0.012, 0.01), _temples(face, middle, 0.01)), front=tops, curl=0.026, strands=0
    )


def afro(face: Face) -> Locks:
    angle = np.linspace(0.10, 1.90, 15) * np.pi - np.pi / 2
    rx, ry = face.width + 0.055, 0.255
    puffs = [ellipse(rx * np.cos(a), -0.10 + ry * np.sin(a), 0.085, 0.085) for a in angle if np.sin(a) < 0.72]
    near = [ellipse(x * face.width, y, 0.062, 0.052) for x, y in _NEAR_CURLS]
    puffs.append(ellipse(0, -0.11, rx, ry))
    middle = [
        (-0.80, -0.13),
        (-0.55, -0.185),
        (-0.28, -0.190),
        (0, -0.205),
        (0.28, -0.190),
        (0.55, -0.185),
        (0.80, -0.13),
    ]
    return Locks(
        back=puffs,
        cap=(over(face, 0.045, 0.03), _temples(face, middle, 0.03)),
        front=near,
        curl=0.030,
        strands=0,
    )


def long_curls(face: Face) -> Locks:
    w = face.width
    puffs = [
        closed(
            [
                (-w - 0.05, -0.1),
                (0, face.crown - 0.06),
                (w + 0.05, -0.1),
                (w + 0.09, 0.30),
                (0, 0.42),
                (-w - 0.09, 0.30),
            ]
        )
    ]
    for s in (-1, 1):
        for x, y, r in (
            (0.30, -0.335, 0.06),
            (0.75, -0.26, 0.07),
            (1.06, -0.13, 0.07),
            (1.18, 0.02, 0.075),
            (1.22, 0.16, 0.08),
            (1.18, 0.30, 0.085),
            (1.02, 0.42, 0.08),
        ):
            puffs.append(ellipse(s * x * w, y, r, r))
    front = []
    for s in (-1, 1):
        for x, y, r in (
            (0.50, -0.225, 0.066),
            (0.83, -0.13, 0.056),
            (1.0, -0.02, 0.052),
            (1.03, 0.10, 0.052),
        ):
            front.append(ellipse(s * x * w, y, r, r))
    middle = [(-0.70, -0.18), (-0.40, -0.22), (0.0, -0.245), (0.40, -0.22), (0.70, -0.18)]
    return Locks(
        back=puffs,
        cap=(over(face, 0.055, 0.0), _temples(face, middle, 0.0)),
        front=front,
        curl=0.034,
        strands=0,
        ears=False,
    )


def bob(face: Face) -> Locks:
    w, top = face.width, face.crown
    back = [
        closed(
            [
                (-w - 0.04, -0.1),
                (-0.6 * w, top - 0.02),
                (0.6 * w, top - 0.02),
                (w + 0.04, -0.1),
                (w + 0.065, 0.22),
                (w * 0.9, 0.36),
                (0, 0.33),
                (-w * 0.9, 0.36),
                (-w - 0.065, 0.22),
            ]
        )
    ]
    x = np.linspace(-0.74, 0.74, 11)
    fringe = [(a, -0.118 + 0.012 * a * a + (0.007 if i % 2 else -0.004)) for i, a in enumerate(x)]
    hairline = line(
        face,
        [
            (-1.0, 0.30),
            (-0.88, 0.29),
            (-0.83, 0.10),
            (-0.82, -0.04),
            *fringe,
            (0.82, -0.04),
            (0.83, 0.10),
            (0.88, 0.29),
            (1.0, 0.30),
        ],
    )
    outer = resampled(
        through(
            [
                (-w * 0.98, 0.35),
                (-w - 0.07, 0.22),
                (-w - 0.035, -0.08),
                (-0.85 * w, top * 0.75),
                (-0.45 * w, top - 0.042),
                (0, top - 0.055),
                (0.45 * w, top - 0.042),
                (0.85 * w, top * 0.75),
                (w + 0.035, -0.08),
                (w + 0.07, 0.22),
                (w * 0.98, 0.35),
            ],
            8,
        ),
        _COUNT,
    )
    return Locks(back=back, cap=(outer, hairline), strands=16, ears=False)


def long_straight(face: Face) -> Locks:
    return _long(face, 0.0, 0.0)


def long_wavy(face: Face) -> Locks:
    return _long(face, 0.026, 0.38 * face.p["hair_side"])


def _long(face: Face, wave: float, part: float) -> Locks:
    w, top = face.width, face.crown
    back = [
        closed(
            [
                (-w - 0.05, -0.05),
                (-0.7 * w, top - 0.02),
                (0.7 * w, top - 0.02),
                (w + 0.05, -0.05),
                (w + 0.10, 0.40),
                (w + 0.08, 0.75),
                (-w - 0.08, 0.75),
                (-w - 0.10, 0.40),
            ]
        )
    ]
    y = np.linspace(0.66, 0.02, 9)
    swing = wave * np.sin(y * 16)
    outer_left = np.column_stack([-w - 0.055 - 0.05 * np.clip(y, 0, 1) + swing, y])
    crown = [
        (-0.93 * w, top * 0.60),
        (-0.52 * w, top - 0.036),
        (0, top - 0.050),
        (0.52 * w, top - 0.036),
        (0.93 * w, top * 0.60),
    ]
    outer = resampled(through([*outer_left, *crown, *(outer_left[::-1] * (-1, 1))], 6), _COUNT)
    inner = -0.90 * w - 0.020 * np.clip(y, 0, 1) / 0.6 + 0.6 * swing
    inner_left = np.column_stack([inner, y])
    middle = np.array([(-0.76, -0.10), (-0.48, -0.19), (part, -0.262), (0.48, -0.19), (0.76, -0.10)])
    if part:
        middle[1 if part > 0 else 3] = (-np.sign(part) * 0.36, -0.175)
    hairline = resampled(through([*inner_left, *(middle * (w, 1)), *(inner_left[::-1] * (-1, 1))], 6), _COUNT)
    return Locks(back=back, cap=(outer, hairline), strands=18, ears=False)


def bun(face: Face) -> Locks:
    knot = [ellipse(0, face.crown - 0.042, 0.092, 0.072)]
    middle = [(-0.76, -0.16), (-0.48, -0.215), (0, -0.235), (0.48, -0.215), (0.76, -0.16)]
    return Locks(back=knot, cap=(over(face, 0.024, 0.03), _temples(face, middle, 0.03, 0.92)), strands=14)


def pigtails(face: Face) -> Locks:
    w = face.width
    tails = [
        closed(
            [
                (s * x * w, y)
                for x, y in (
                    (0.90, 0.06),
                    (1.24, 0.04),
                    (1.44, 0.20),
                    (1.36, 0.42),
                    (1.18, 0.52),
                    (1.16, 0.32),
                    (1.02, 0.18),
                )
            ]
        )
        for s in (-1, 1)
    ]
    x = np.linspace(-0.70, 0.70, 9)
    fringe = [(a, -0.135 + 0.010 * a * a + (0.010 if i % 2 else -0.006)) for i, a in enumerate(x)]
    return Locks(back=tails, cap=(over(face, 0.034, 0.06), _temples(face, fringe, 0.06, 0.93)), strands=14)


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
    hairline = _temples(face, [(s * x, y) for x, y in middle[:: int(s)]], 0.075, 0.89)
    return Locks(cap=(over(face, 0.045, 0.075, 0.10 * s), hairline), strands=16)


def headscarf(face: Face) -> Locks:
    w, top = face.width, face.crown
    back = [
        closed(
            [
                (-w - 0.05, 0.0),
                (-0.6 * w, top - 0.03),
                (0.6 * w, top - 0.03),
                (w + 0.05, 0.0),
                (w + 0.04, 0.38),
                (w + 0.20, 0.75),
                (-w - 0.20, 0.75),
                (-w - 0.04, 0.38),
            ]
        )
    ]
    outer = resampled(
        through(
            [
                (0, 0.80),
                (-w * 0.96, 0.56),
                (-w - 0.04, 0.25),
                (-w - 0.045, -0.05),
                (-0.84 * w, top * 0.76),
                (-0.42 * w, top - 0.034),
                (0, top - 0.044),
                (0.42 * w, top - 0.034),
                (0.84 * w, top * 0.76),
                (w + 0.045, -0.05),
                (w + 0.04, 0.25),
                (w * 0.96, 0.56),
                (0, 0.80),
            ],
            8,
        ),
        _COUNT,
    )
    chin = face.chin - 0.006
    hairline = resampled(
        through(
            [
                (0, chin),
                (-0.42 * w, chin - 0.035),
                (-0.80 * w, 0.27),
                (-0.93 * w, 0.05),
                (-0.82 * w, -0.13),
                (-0.45 * w, -0.212),
                (0, -0.228),
                (0.45 * w, -0.212),
                (0.82 * w, -0.13),
                (0.93 * w, 0.05),
                (0.80 * w, 0.27),
                (0.42 * w, chin - 0.035),
                (0, chin),
            ],
            8,
        ),
        _COUNT,
    )
    seam = np.array([(-0.05, chin - 0.004), (0.05, chin - 0.004), (0.10, 0.80), (-0.10, 0.80)])
    return Locks(back=back, cap=(outer, hairline), front=[seam], strands=0, ears=False)


STYLES = {
    style.__name__.replace("_", " "): style
    for style in (
        bald,
        buzz,
        side_part,
        quiff,
        crop,
        spiky,
        receding,
        fade_curls,
        afro,
        long_curls,
        bob,
        long_straight,
        long_wavy,
        bun,
        pigtails,
        pixie,
        headscarf,
    )
}
