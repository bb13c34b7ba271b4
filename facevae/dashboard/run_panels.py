"""Which curves of a run stand where: every figure that it logs has a small chart of its own."""

from collections.abc import Collection
from typing import Any

NATS = "nats per image"
GIB = 1 / 1024  # of MiB
# Read for other purposes, or told elsewhere.
NO_CURVES = ("step", "epoch", "images", "seconds", "memory_mb", "active_units", "goes_on_from")


def _panel(title: str, unit: str, training: str = "", validation: str = "", **more: Any) -> dict[str, Any]:
    """A chart of one or two lines.

    Args:
        training: the figure drawn as a line; validation: the one drawn dashed.
        more: colour (grey by default), wide, always (shown before there is anything to draw), scale, floor.
    """
    return {"title": title, "unit": unit, "training": training, "validation": validation} | more


CURVES = (
    _panel("Loss", NATS, "loss", "validation_loss", colour="text", wide=True, always=True),
    _panel(
        "Reconstruction",
        NATS,
        "reconstruction_nll",
        "validation_reconstruction_nll",
        colour="blue",
        always=True,
    ),
    _panel("KL", NATS, "kl", "validation_kl", colour="vermilion", always=True),
    _panel("PSNR", "dB", "", "validation_psnr", colour="blue", always=True),
    _panel("Gradient norm", "", "gradient_norm", always=True),
    _panel("PSNR with the spatial latent", "dB", "", "validation_psnr_spatial", colour="blue"),
    _panel("Spatial latent", NATS, "detail"),
    _panel("Identity", "nats", "identity"),
    _panel("Expression", "nats", "expression"),
    _panel("Expression told rightly", "share", "", "validation_expression_accuracy"),
    _panel("Separation", "nats", "separation"),
    _panel("Looking alike", "perceptual", "perceptual"),
    _panel("Discriminator", "adversarial", "adversarial"),
    _panel("Discriminator is right", "share of patches", "adversarial_accuracy"),
    _panel("Other recogniser", "cosine distance", "distillation"),
    _panel("Total correlation", "nats", "tc"),
    _panel("MMD", "", "mmd"),
)
SCHEDULES = (
    _panel("Learning rate", "", "lr", floor=True),
    _panel("Beta", "weight of the KL", "beta", floor=True),
)
MACHINE = (
    _panel(
        "Throughput", "images per second", "images_per_s", colour="text", wide=True, always=True, floor=True
    ),
    _panel("GPU use", "%", "gpu_percent", colour="blue", floor=True),
    _panel("GPU memory", "GiB", "gpu_memory_mb", scale=GIB, colour="blue", floor=True),
    _panel("Processor", "%, 100: one core", "cpu_percent", always=True, floor=True),
    _panel("Memory of the run", "GiB", "ram_mb", scale=GIB, always=True, floor=True),
    _panel("Memory left", "GiB", "ram_free_mb", scale=GIB, always=True, floor=True),
    _panel("Disk left", "GiB", "disk_free_gb", always=True, floor=True),
    _panel("Waiting for faces", "share of the time", "loader_wait", floor=True),
)


def curves(names: Collection[str]) -> list[dict[str, Any]]:
    """The charts of what is learned; figures that nobody has named yet stand before the schedules."""
    known = {panel[kind] for panel in (*CURVES, *SCHEDULES, *MACHINE) for kind in ("training", "validation")}
    more = [_panel(name.replace("_", " ").capitalize(), "", name) for name in names if name not in known]
    return [*CURVES, *more, *SCHEDULES]


def machine(_names: Collection[str]) -> list[dict[str, Any]]:
    """The charts of how the machine bears it."""
    return list(MACHINE)
