"""What goes wrong in a run, in plain words with advice: a function of its metrics alone. No torch here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from facevae.models.config import ModelConfig
from facevae.training.config import TrainConfig

Rows = Sequence[Mapping[str, Any]]

SAME = 1 - 1e-6  # a logged number is rounded
BLOCK = 20  # rows whose median stands for the loss
FEW_ACTIVE = 0.05  # share of the latents in use below which they have collapsed
UNLEARNED = 0.25  # share of what was learned that is lost when a run diverges
WORSE = 0.02  # share of what was learned by which validation is worse when a run over-fits
PATIENCE = 5  # validations since the best
TELLS_ALL, TELLS_NOTHING = 0.97, 0.52  # accuracy of a discriminator that is no use
HEARD = 0.05  # share of the run after which the discriminator is fully listened to
DISK_GB, RAM_MB = 2.0, 512.0
WAITING = 0.2  # share of the time spent waiting for faces


@dataclass(frozen=True)
class Finding:
    """One thing worth a look: its kind for programs, what was seen, and what to do."""

    kind: str
    what: str
    advice: str


def diagnose(rows: Rows, config: TrainConfig, model: ModelConfig, steps: int) -> list[Finding]:
    """What is worth a look by now, the gravest first.

    Args:
        rows: of the metrics, in order; the first and the latest are enough.
        steps: of the whole run.
    """
    training = [row for row in rows if "loss" in row and "beta" in row]
    # Only where the loss means the same: the KL term at full weight, the discriminator fully heard.
    begins = (config.adversarial_from + HEARD) * steps if config.adversarial_weight else 0
    alike = [row for row in training if row["beta"] >= config.beta * SAME and row["step"] >= begins]
    since = alike[0]["step"] if alike else steps + 1
    validations = [row for row in rows if "validation_loss" in row]
    judged = [row for row in validations if row["step"] >= since]
    found = (
        _diverging(training, alike, config),
        _collapsed(judged, model, steps),
        _overfitting(validations, judged, alike, config),
        _dead_discriminator(training),
        _running_out(training),
        _waiting(training),
    )
    return [finding for finding in found if finding]


def _bound(rows: Iterable[Mapping[str, Any]], beta: float) -> np.ndarray:
    """Reconstruction and KL of each row, without further terms of the loss."""
    return np.array([row["reconstruction_nll"] + beta * row["kl"] for row in rows])


def _noise(values: np.ndarray) -> float:
    """How far a row usually is from the one before."""
    return float(np.median(np.abs(np.diff(values))))


def _diverging(training: Rows, alike: Rows, config: TrainConfig) -> Finding | None:
    if len(alike) < 2 * BLOCK:
        return None
    values = _bound(alike, config.beta)
    blocks = [np.median(values[end - BLOCK : end]) for end in range(BLOCK, len(values) + 1, BLOCK // 2)]
    (first,) = _bound(training[:1], config.beta)
    best, now = min(first, *blocks), np.median(values[-BLOCK:])
    learned = first - best
    if now - best <= max(UNLEARNED * learned, 2 * _noise(values)):
        return None
    norms = [row["gradient_norm"] for row in training if "gradient_norm" in row]
    usual = f"={float(f'{np.median(norms):.1g}'):g}" if norms else ""
    return Finding(
        "divergence",
        f"Divergence: the run is losing what it had learned ({now:,.0f} nats after {best:,.0f}).",
        f"Lower learning_rate (it is {config.learning_rate:g}), or limit the gradient with clip{usual}.",
    )


def _collapsed(judged: Rows, model: ModelConfig, steps: int) -> Finding | None:
    counts = [(row["step"], row["active_units"]) for row in judged if "active_units" in row]
    if model.kind != "vae" or len(counts) < 3 or counts[-1][0] < 0.05 * steps:
        return None
    active = counts[-1][1]
    if active and active >= FEW_ACTIVE * model.latent_dim:
        return None
    return Finding(
        "collapse",
        f"Posterior collapse: {active} of {model.latent_dim} latents tell faces apart.",
        "Lower beta, let it rise slowly (beta_warmup=0.3), or leave each latent some nats (free_bits=0.1).",
    )


def _overfitting(validations: Rows, judged: Rows, alike: Rows, config: TrainConfig) -> Finding | None:
    if len(judged) < PATIENCE + 3:
        return None
    losses = np.array([row["validation_loss"] for row in judged])
    calm = np.median([losses[:-2], losses[1:-1], losses[2:]], axis=0)
    best = int(calm.argmin())
    learned = validations[0]["validation_loss"] - calm[best]
    if len(calm) - 1 - best < PATIENCE or calm[-1] - calm[best] <= max(WORSE * learned, 2 * _noise(losses)):
        return None
    at = judged[int(losses.argmin())]["step"]
    before = _bound([row for row in alike if row["step"] <= at][-BLOCK:], config.beta)
    after = _bound(alike[-BLOCK:], config.beta)
    if not len(before) or not np.median(after) < np.median(before):
        return None
    return Finding(
        "over-fitting",
        f"Over-fitting: held-out faces were best at step {at:,} and have become worse since, while the faces "
        "trained on still improve.",
        "Stop it here. Next time train for fewer epochs, bring more faces, or change them more "
        "(flip, crop, rotation).",
    )


def _dead_discriminator(training: Rows) -> Finding | None:
    accuracy = [row["adversarial_accuracy"] for row in training if "adversarial_accuracy" in row]
    if len(accuracy) < 2 * BLOCK:
        return None
    usual = float(np.median(accuracy[-BLOCK:]))
    if TELLS_NOTHING < usual < TELLS_ALL:
        return None
    if usual >= TELLS_ALL:
        why, advice = "nothing passes it", "Lower adversarial_weight, or let it begin later."
    else:
        why, advice = "it has nothing to say", "Raise adversarial_weight, or train without it."
    return Finding(
        "discriminator", f"The discriminator is right in {100 * usual:.0f} % of the patches: {why}.", advice
    )


def _running_out(training: Rows) -> Finding | None:
    last = next((row for row in reversed(training) if "disk_free_gb" in row), {})
    if last.get("disk_free_gb", DISK_GB) < DISK_GB:
        return Finding(
            "disk",
            f"Only {last['disk_free_gb']:.1f} GiB of the disk are left.",
            "Delete old runs or face sets.",
        )
    if last.get("ram_free_mb", RAM_MB) < RAM_MB:
        return Finding(
            "memory", f"Only {last['ram_free_mb']:.0f} MiB of memory are left.", "Close other programs."
        )
    return None


def _waiting(training: Rows) -> Finding | None:
    shares = [row["loader_wait"] for row in training if "loader_wait" in row]
    if len(shares) < BLOCK or np.median(shares[-BLOCK:]) < WAITING:
        return None
    return Finding(
        "loader",
        f"{100 * np.median(shares[-BLOCK:]):.0f} % of the time is spent waiting for faces.",
        "Put the face set on a faster disk, or on this machine.",
    )
