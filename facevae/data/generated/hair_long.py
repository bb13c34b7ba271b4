"""Styles with hair or cloth beside the face: each takes a face and returns its locks."""

import numpy as np

from facevae.data.generated.curves import closed, ellipse, resampled, through
from facevae.data.generated.face import Face
from facevae.data.generated.hair_shapes import COUNT, Locks, line, over, temples

_NEAR_CURLS = (
    (-0.62, -0.285), (-0.22, -0.330), (0.22, -0.330), (0.62, -0.285), (0.0, -0.285), (-0.42, -0.262),
    (0.42, -0.262), (-0.93, -0.130), (-0.76, -0.200), (0.76, -0.200), (0.93, -0.130), (-0.50, -0.215),
    (-0.17, -0.235), (0.17, -0.235), (0.50, -0.215),
)  # fmt: skip


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
        cap=(over(face, 0.045, 0.03), temples(face, middle, 0.03)),
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
        cap=(over(face, 0.055, 0.0), temples(face, middle, 0.0)),
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
        COUNT,
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
    outer = resampled(through([*outer_left, *crown, *(outer_left[::-1] * (-1, 1))], 6), COUNT)
    inner = -0.90 * w - 0.020 * np.clip(y, 0, 1) / 0.6 + 0.6 * swing
    inner_left = np.column_stack([inner, y])
    middle = np.array([(-0.76, -0.10), (-0.48, -0.19), (part, -0.262), (0.48, -0.19), (0.76, -0.10)])
    if part:
        middle[1 if part > 0 else 3] = (-np.sign(part) * 0.36, -0.175)
    hairline = resampled(through([*inner_left, *(middle * (w, 1)), *(inner_left[::-1] * (-1, 1))], 6), COUNT)
    return Locks(back=back, cap=(outer, hairline), strands=18, ears=False)


def bun(face: Face) -> Locks:
    knot = [ellipse(0, face.crown - 0.042, 0.092, 0.072)]
    middle = [(-0.76, -0.16), (-0.48, -0.215), (0, -0.235), (0.48, -0.215), (0.76, -0.16)]
    return Locks(back=knot, cap=(over(face, 0.024, 0.03), temples(face, middle, 0.03, 0.92)), strands=14)


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
    return Locks(back=tails, cap=(over(face, 0.034, 0.06), temples(face, fringe, 0.06, 0.93)), strands=14)


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
        COUNT,
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
        COUNT,
    )
    seam = np.array([(-0.05, chin - 0.004), (0.05, chin - 0.004), (0.10, 0.80), (-0.10, 0.80)])
    return Locks(back=back, cap=(outer, hairline), front=[seam], strands=0, ears=False)
