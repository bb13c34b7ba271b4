"""New faces: drawn from the prior, freely, or like a face in some part of the latent."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from facevae.data.labels import EXPRESSIONS
from facevae.errors import CheckpointError, ConfigError
from facevae.latents import conditional, priors
from facevae.latents.codec import Codec

MOST_DRAWN = 500_000  # of which the less likely are refused
ROUNDS = 40  # of drawing until enough faces show the expression that was asked for
SURE = 0.5  # probability from which a face counts as showing it


@dataclass(frozen=True)
class Sampled:
    """Faces that nobody has: latents (N, D), pictures (N, S, S, 3), and log p(z) of each in nats, (N,)."""

    z: np.ndarray
    pictures: np.ndarray
    log_prior: np.ndarray


def sample(
    codec: Codec,
    count: int,
    seed: int,
    temperature: float = 1.0,
    *,
    refuse: float = 0.0,
    given: Mapping[str, np.ndarray] | None = None,
    expression: str | None = None,
) -> Sampled:
    """Draw faces; the same arguments give the same faces.

    Args:
        temperature: 0 for the most ordinary face, 1 for faces as various as real ones.
        refuse: 0..1, the share of the drawn that are refused because the prior finds them least likely.
        given: parts of the latent that are known, such as `{"identity": (64,)}`; what is left is drawn as it
            goes with them.
        expression: one of `EXPRESSIONS` that all of them are to show, as the model's head reads it.

    Raises:
        CheckpointError: a plain autoencoder, or no such part, or nothing drawn shows the expression.
    """
    priors.require(codec)
    if not 0 <= refuse < 1:
        raise ConfigError(f"A share of {refuse} cannot be refused.", "Give 0 or more, less than 1.")
    wanted = int(np.ceil(count / (1 - refuse)))
    if wanted > MOST_DRAWN:
        raise ConfigError(f"{count:,} faces would be chosen from {wanted:,}.", "Refuse a smaller share.")
    if expression is None:
        z = _drawn(codec, wanted, seed, temperature, given or {})
    else:
        z = _showing(codec, expression, wanted, seed, temperature, given or {})
    likely = codec.log_prior(z)
    kept = np.sort(np.argsort(-likely, kind="stable")[:count])
    return Sampled(z[kept], codec.decode(z[kept]), likely[kept])


def _drawn(codec: Codec, count: int, seed: int, temperature: float, given: Mapping) -> np.ndarray:
    if not given:
        return codec.draw(count, seed, temperature)
    known, values = np.zeros(codec.config.latent_dim, bool), np.zeros(codec.config.latent_dim)
    for part, numbers in given.items():
        place = part_of(codec, part)
        known[place], values[place] = True, numbers
    mixture = codec.mixture()
    if mixture is None:  # a flow has no formula: what is left is drawn as if it did not matter
        free = codec.draw(count, seed, temperature)
    else:
        free = np.zeros((count, len(known)))
        rest = conditional.given(mixture, known, values[known])
        free[:, ~known] = conditional.draw(rest, count, np.random.default_rng(seed), temperature)
    return np.where(known, values, free).astype(np.float32)


def _showing(codec, expression: str, count: int, seed: int, temperature: float, given) -> np.ndarray:
    """Drawn ones that the head finds to show the expression, in the order of drawing."""
    part_of(codec, "expression")
    place, found = EXPRESSIONS.index(expression), np.empty((0, codec.config.latent_dim), np.float32)
    for turn in range(ROUNDS):
        z = _drawn(codec, 256, seed + 7919 * turn, temperature, given)
        logits = codec.expression_of(z)
        share = np.exp(logits - logits.max(1, keepdims=True))
        found = np.concatenate([found, z[share[:, place] / share.sum(1) >= SURE]])
        if len(found) >= count:
            return found[:count]
    raise CheckpointError(
        f"Of {256 * ROUNDS:,} drawn faces only {len(found)} show {expression}.",
        "Ask for fewer faces, raise the temperature, or choose a commoner expression.",
    )


def part_of(codec: Codec, part: str) -> slice:
    """Where the part lies in z.

    Raises:
        CheckpointError: the model has no such part.
    """
    if part not in codec.parts:
        raise CheckpointError(
            f"The latent of “{codec.checkpoint.name}” has no {part} part.",
            "Choose a model that has one, such as recognise-64.",
        )
    return codec.parts[part]
