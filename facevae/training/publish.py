"""Turns what a run has learned into a checkpoint with its card."""

import time
from typing import Any

import numpy as np
import torch
from torch import Tensor

from facevae.data.faceset import FaceSet
from facevae.models.bits import bits_per_dimension, counts_bits
from facevae.models.vae import parameter_count
from facevae.training import checkpoint
from facevae.training.augmentation import to_float
from facevae.training.run import Run
from facevae.training.source import Stored
from facevae.training.trainer import Trainer

REFERENCE_FACES = 2000
PRIOR_FACES = 4000
JUDGED_FACES = 10_000  # held-out faces that the figures are of at most


def publish(
    run: Run,
    trainer: Trainer,
    face_sets: list[FaceSet],
    faces: Tensor | Stored,
    split: str,
    held_out: Tensor | Stored,
    step: int,
) -> None:
    """Write the checkpoint into the run's folder.

    Args:
        faces: those trained on, uint8 (N, C, S, S).
        split: of the faces to judge by: validation, or train in a set that has none.
        held_out: those faces, uint8 (N, C, S, S); of very many, some evenly taken count.
        step: steps done.
    """
    trainer.fit_prior(faces[:: -(-len(faces) // PRIOR_FACES)])
    judged = held_out[:: -(-len(held_out) // JUDGED_FACES)]
    card = _card(run, trainer, face_sets, len(faces), split, judged, step)
    checkpoint.write(run.folder, trainer.ema, run.config, card)


def _card(
    run: Run, trainer: Trainer, face_sets: list[FaceSet], count: int, split: str, held_out: Tensor, step: int
) -> dict[str, Any]:
    model = trainer.ema.config
    validation = trainer.validate(held_out)
    figure = {
        "name": f"Reconstruction of {'held-out' if split == 'validation' else 'training'} faces",
        "value": round(validation["validation_psnr"], 2),
        "unit": "dB PSNR",
        "n": len(held_out),
        "set": f"{run.config['data']}, {split}",
    }
    figures = [figure, *_spatial(validation, figure), *_bits(trainer, figure["set"], held_out)]
    kinds = {face_set.facts.get("kind") for face_set in face_sets}
    training = {"preset": run.config["preset"], "steps": step, "of_steps": trainer.steps}
    if trainer.config.start_from:  # whose faces may be among those held out here
        training["start_from"] = trainer.config.start_from
    return {
        "title": run.name,
        "created": time.strftime("%Y-%m-%d"),
        "kind": model.kind,
        "backbone": model.backbone,
        "size": model.size,
        "latent_dim": model.latent_dim,
        "parameters": parameter_count(trainer.ema),
        "data": {
            "name": run.config["data"],
            "kind": kinds.pop() if len(kinds) == 1 else "photographs",
            "faces": count,
            "version": run.config["data_version"],
            "excluded": run.config.get("excluded", 0),
        },
        "training": training,
        "figures": figures,
        "unusualness": _unusualness(trainer, figure["set"], held_out[:REFERENCE_FACES]),
        "terms": "Your own model; the terms of its face set apply.",
    }


def _spatial(validation: dict[str, float], figure: dict[str, Any]) -> list[dict[str, Any]]:
    """The figure of vector and spatial latent together, where the model has both."""
    if "validation_psnr_spatial" not in validation:
        return []
    name = f"{figure['name']}, with the spatial latent"
    return [
        figure | {"name": name, "value": round(validation["validation_psnr_spatial"], 2), "spatial": True}
    ]


def _bits(trainer: Trainer, name: str, faces: Tensor) -> list[dict[str, Any]]:
    """The figure of how many bits a picture takes, where the model counts them."""
    if not counts_bits(trainer.ema):
        return []
    generator, values = torch.Generator().manual_seed(0), []
    with trainer.evaluating() as model:
        for pictures in faces.split(trainer.config.batch_size):
            noise = torch.randn(len(pictures), model.config.latent_dim, generator=generator)
            values.append(bits_per_dimension(model, to_float(pictures), noise.to(pictures.device)))
    value = round(float(torch.cat(values).mean()), 3)
    return [
        {
            "name": "Length of a picture's code",
            "value": value,
            "unit": "bits a pixel value",
            "n": len(faces),
            "set": name,
        }
    ]


def _unusualness(trainer: Trainer, name: str, faces: Tensor) -> dict[str, Any] | None:
    """What a face is compared with; None for a plain autoencoder, which has no ELBO."""
    if trainer.ema.config.kind == "ae":
        return None
    return {"set": name, "n": len(faces), "quantiles": negative_elbo_quantiles(trainer, faces)}


def negative_elbo_quantiles(trainer: Trainer, faces: Tensor) -> list[float]:
    """The 0th, 1st, ... 100th percentile of the negative ELBO in nats, from the posterior's mean."""
    values = []
    with trainer.evaluating() as model:
        for pictures in faces.split(trainer.config.batch_size):
            values.append(-model(to_float(pictures), spatial=False).elbo)
    return [round(float(q), 2) for q in np.percentile(torch.cat(values).float().cpu(), np.arange(101))]
