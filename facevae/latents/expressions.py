"""Where the expressions lie in latent space, and how a face gets another one."""

from dataclasses import dataclass

import numpy as np

from facevae.data.labels import EXPRESSIONS
from facevae.errors import CheckpointError, FaceSetError
from facevae.latents.codec import Codec

FEWEST = 30  # faces of an expression: the mean of fewer shows who they are
DRAWN, OF_EACH = 20_000, 200  # latents drawn where no labelled faces are at hand, and those used of each
GREY = 0.06  # colourfulness below which a drawn face is left out, if enough others show the expression


@dataclass(frozen=True)
class Centres:
    """The mean latent of each expression.

    Args:
        z: (8, D), NaN for an expression that is not known.
        faces: (8,) how many each is the mean of.
        moves: (D,) bool, the numbers that may move: all but those of the identity part.
        learned_from: in words.
    """

    z: np.ndarray
    faces: np.ndarray
    moves: np.ndarray
    learned_from: str

    @property
    def known(self) -> list[str]:
        return [name for name, count in zip(EXPRESSIONS, self.faces, strict=True) if count >= FEWEST]

    def step(self, start: str, to: str) -> np.ndarray:
        """What is added to a latent (D,) at strength 1.

        Raises:
            FaceSetError: one of the two is not known.
        """
        for name in (start, to):
            if name not in self.known:
                raise FaceSetError(
                    f"Too few faces show {name} to learn from.", f"Known are: {', '.join(self.known)}."
                )
        way = self.z[EXPRESSIONS.index(to)] - self.z[EXPRESSIONS.index(start)]
        return np.where(self.moves, way, 0).astype(np.float32)


def of_faces(
    codec: Codec, z: np.ndarray, expressions: np.ndarray, pictures: np.ndarray, learned_from: str
) -> Centres:
    """The centres of labelled faces, as they would lie if all pictures were as light and as colourful.

    Where one expression is mostly known from grey pictures, its step would otherwise take the colour away.

    Args:
        z: latents (N, D).
        expressions: (N,) names; None where there is none.
        pictures: (N, S, S, 3) uint8, the faces themselves.
    """
    z = without(z, look(pictures), expressions)
    means, counts = np.full((len(EXPRESSIONS), z.shape[1]), np.nan, np.float32), np.zeros(8, int)
    for place, name in enumerate(EXPRESSIONS):
        own = z[expressions == name]
        counts[place] = len(own)
        if len(own) >= FEWEST:
            means[place] = own.mean(0)
    return Centres(means, counts, moving(codec), learned_from)


def look(pictures: np.ndarray) -> np.ndarray:
    """How light a picture is, and how strong its colours are, (N, 2) in 0..1."""
    pictures = np.asarray(pictures)[:, ::2, ::2].astype(np.float32) / 255
    return np.stack([pictures.mean((1, 2, 3)), np.ptp(pictures, axis=3).mean((1, 2))], 1)


def without(z: np.ndarray, looks: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """Latents (N, D) less what goes along with the looks (N, C) among faces of one kind."""
    codes = np.unique(np.array(kinds).astype(str), return_inverse=True)[1]
    kind = np.eye(codes.max() + 1)[codes]  # (N, K)
    inside = looks - (kind @ (kind.T @ looks / kind.sum(0)[:, None]))
    effect = np.linalg.lstsq(inside, z.astype(np.float64), rcond=1e-6)[0]  # inside has mean 0 in every kind
    return (z - (looks - looks.mean(0)) @ effect).astype(np.float32)


def of_prior(codec: Codec, seed: int = 0) -> Centres:
    """The centres of drawn faces, labelled by the model's own head: no faces are needed.

    Raises:
        CheckpointError: the model does not read expressions.
    """
    if not codec.has_expression:
        raise CheckpointError(
            f"“{codec.checkpoint.name}” does not read expressions.",
            "Choose a face set with labelled expressions, or a model such as recognise-64.",
        )
    z = codec.draw(DRAWN, seed)
    read = codec.expression_of(z).argmax(1)
    rows = np.concatenate([np.flatnonzero(read == place)[:OF_EACH] for place in range(len(EXPRESSIONS))])
    pictures = codec.decode(z[rows])
    coloured = look(pictures)[:, 1] >= GREY
    enough = np.bincount(read[rows][coloured], minlength=len(EXPRESSIONS)) >= FEWEST
    kept = coloured | ~enough[read[rows]]
    names = np.array(EXPRESSIONS)[read[rows][kept]]
    told = "drawn faces, as the model itself reads them"
    return of_faces(codec, z[rows][kept], names, pictures[kept], told)


def moving(codec: Codec) -> np.ndarray:
    """(D,) bool: what a change of expression may move; the identity part stays."""
    free = np.ones(codec.config.latent_dim, bool)
    if "identity" in codec.parts:
        free[codec.parts["identity"]] = False
    return free


def of_face(codec: Codec, centres: Centres, z: np.ndarray) -> str:
    """The known expression of a latent (D,): as the model's head reads it, else of the nearest centre.

    Raises:
        FaceSetError: none is known.
    """
    known = [EXPRESSIONS.index(name) for name in centres.known]
    if not known:
        raise FaceSetError(
            f"Too few of {centres.learned_from} show any expression.", f"{FEWEST} of one are needed."
        )
    if codec.has_expression:
        best = codec.expression_of(np.asarray(z, np.float32)[None])[0, known].argmax()
    else:
        best = np.linalg.norm((centres.z[known] - z)[:, centres.moves], axis=1).argmin()
    return EXPRESSIONS[known[int(best)]]


def change(z: np.ndarray, centres: Centres, to: str, start: str, strength: float = 1.0) -> np.ndarray:
    """Latents (N, D) or (D,) with another expression, the person kept."""
    return np.asarray(z + strength * centres.step(start, to), np.float32)


def like(codec: Codec, centres: Centres, z: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The latent (D,) with the expression of another face, both told by `of_face`."""
    return change(z, centres, of_face(codec, centres, other), of_face(codec, centres, z))


def strip(z: np.ndarray, centres: Centres, start: str, strength: float = 1.0) -> tuple[list[str], np.ndarray]:
    """One face with each known expression: names, and latents (K, D). Its own is the face as it was."""
    return centres.known, np.stack([change(z, centres, name, start, strength) for name in centres.known])
