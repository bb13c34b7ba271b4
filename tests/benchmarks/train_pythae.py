"""pythae's own trainer as a contender, with our networks and faces. It is fetched only to be measured."""

import contextlib
import io
import logging
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import torch
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from torch import Tensor

from facevae.models.config import ModelConfig
from facevae.models.vae import VAE
from tests.benchmarks.machine import synchronise

VERSION = "0.1.2"
IN_PYTHON = {"dataclasses"}  # asked for, though Python has it


class NotThere(Exception):
    """pythae cannot be fetched; the text says why."""


def fetch(folder: Path) -> None:
    """Put pythae into the folder, with what it needs and is not installed, and import from there first.

    Raises:
        NotThere: no network, or no pip.
    """
    wanted = [f"pythae=={VERSION}"]
    while wanted:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
        told = subprocess.run([*command, *wanted], capture_output=True, text=True)
        if told.returncode:
            raise NotThere((told.stderr.strip().splitlines() or ["pip failed"])[-1])
        wanted = _missing(folder)
    sys.path.insert(0, str(folder))


def _missing(folder: Path) -> list[str]:
    """What the packages in the folder need and neither it nor the environment has."""
    here = {canonicalize_name(one.name): one.version for one in metadata.distributions(path=[str(folder)])}
    found = []
    for one in metadata.distributions(path=[str(folder)]):
        for needed in map(Requirement, one.requires or []):
            name = canonicalize_name(needed.name)
            if name in IN_PYTHON or (needed.marker and not needed.marker.evaluate({"extra": ""})):
                continue
            version = here.get(name) or _installed(name)
            if version is None or not needed.specifier.contains(version, prereleases=True):
                found.append(f"{needed.name}{needed.specifier}")
    return sorted(set(found))


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


class Pythae:
    """pythae's `BaseTrainer` over the encoder and decoder of one of our models.

    One call is one of its passes over the faces: loader, forward and backward pass, optimiser, callbacks.
    What it does between passes (evaluation, a copy of the best model) is left out.

    Args:
        pictures: uint8 faces (N, C, S, S).
        settings: of its trainer.
    """

    def __init__(
        self, name: str, model: ModelConfig, pictures: Tensor, folder: Path, settings: dict[str, Any]
    ):
        from pythae.data.datasets import BaseDataset
        from pythae.models import VAE as TheirVAE
        from pythae.models import VAEConfig
        from pythae.trainers import BaseTrainer, BaseTrainerConfig

        self.name = name
        self.precision = "float16 where it helps" if settings.get("amp") else "float32"
        self.batch_size = settings["per_device_train_batch_size"]
        shape = tuple(pictures.shape[1:])
        config = VAEConfig(input_dim=shape, latent_dim=model.latent_dim)
        faces = BaseDataset(pictures.float() / 255, torch.zeros(len(pictures)))
        with quiet():
            self.trainer = BaseTrainer(
                TheirVAE(config, *_wrapped(model)),
                faces,
                training_config=BaseTrainerConfig(output_dir=str(folder), num_epochs=1, **settings),
            )
            self.trainer.prepare_training()

    def __call__(self, steps: int) -> None:
        """Train on all faces once; they make up so many batches."""
        if steps != len(self.trainer.train_loader):
            raise ValueError("pythae passes over all of its faces at a time")
        with quiet():
            self.trainer.train_step(1)
        synchronise(torch.device(self.trainer.device))


def _wrapped(model: ModelConfig) -> tuple[torch.nn.Module, torch.nn.Module]:
    """Our encoder and decoder as pythae wants them."""
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder

    ours = VAE(model)

    class Encoder(BaseEncoder):
        def __init__(self):
            super().__init__()
            self.network, self.latent_dim = ours.encoder, model.latent_dim

        def forward(self, x: Tensor) -> ModelOutput:
            mu, logvar = self.network(2.0 * x - 1.0).float().chunk(2, dim=1)
            return ModelOutput(embedding=mu, log_covariance=logvar)

    class Decoder(BaseDecoder):
        def __init__(self):
            super().__init__()
            self.network = ours.decoder

        def forward(self, z: Tensor) -> ModelOutput:
            return ModelOutput(reconstruction=torch.sigmoid(self.network(z).float()))

    return Encoder(), Decoder()


@contextlib.contextmanager
def quiet():
    """Without the progress bars and messages that pythae always writes."""
    logging.disable(logging.INFO)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)
