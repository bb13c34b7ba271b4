"""The state that training changes, and one step of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from facevae import ranks
from facevae.errors import ConfigError
from facevae.models import metrics
from facevae.models.config import ModelConfig
from facevae.models.distributions import DiagonalGaussian
from facevae.models.losses import Terms
from facevae.models.terms import build_terms
from facevae.models.vae import VAE
from facevae.training import device as devices
from facevae.training import schedules
from facevae.training.augmentation import Augmentation, to_float
from facevae.training.config import TrainConfig
from facevae.training.further import term_settings
from facevae.training.parallel import Objective, shared
from facevae.training.sets import Counts


class Trainer:
    """Model, running mean of its weights, and optimiser on one device.

    Every random number of a step comes from a generator seeded by (seed, step), so a step depends on
    nothing but the state before it.
    """

    def __init__(self, model: ModelConfig, config: TrainConfig, steps: int, counts: Counts | None = None):
        """
        Args:
            steps: of the whole run.
            counts: how much there is to learn from.
        """
        self.config = config
        self.steps = steps
        self.device = devices.choose(config.device)
        self.dtype = devices.precision(self.device, config.precision)
        devices.use_threads(config.threads)
        devices.keep_memory()
        torch.manual_seed(config.seed)
        self.model = VAE(model).to(self.device, memory_format=torch.channels_last)
        self.ema = VAE(model).to(self.device, memory_format=torch.channels_last).requires_grad_(False)
        self.ema.load_state_dict(self.model.state_dict())
        self.weights, settings = term_settings(config, counts or Counts(), self.device, self.dtype)
        self.terms = build_terms(model, settings).to(self.device)
        self.parameters = [*self.model.parameters(), *self.terms.parameters()]
        self.fixed = self._fixed(config.only)
        self.optimiser = self._optimiser()
        self.augment = Augmentation(config)
        self.objective = shared(Objective(self.model, self.terms, self.weights, self.dtype, config.free_bits))

    def _optimiser(self) -> torch.optim.Optimizer:
        fused = self.device.type in ("cuda", "cpu")
        if self.config.optimiser == "adam":
            return torch.optim.Adam(self.parameters, self.config.learning_rate, fused=fused)
        return torch.optim.AdamW(
            self.parameters,
            self.config.learning_rate,
            weight_decay=self.config.weight_decay,
            fused=fused,
        )

    def step(self, pictures: Tensor, step: int, labels: dict[str, Tensor] | None = None) -> Terms:
        """Train on one batch of uint8 faces (B, C, S, S); the terms are detached, still on the device.

        With several ranks the faces are this rank's share of the global batch, which the terms are about.

        Args:
            labels: as `Context` has them.
        """
        seed_step(self.config.seed, step)
        for group in self.optimiser.param_groups:
            group["lr"] = schedules.learning_rate(self.config, step, self.steps)
        self.model.train()
        for module in self.fixed:
            module.eval()  # what follows the batches, such as the calibrated variance, stays too
        faces = ranks.count() * len(pictures)
        decoded = max(ranks.count(), round(self.config.decode_share * faces))
        x, labels = self.augment.mix(self.augment(pictures), labels or {}, decoded)
        x = self.augment.spoil(x, decoded).contiguous(memory_format=torch.channels_last)
        beta = schedules.beta(self.config, step, self.steps)
        terms = self.objective(x, labels, beta, step / self.steps, decoded)
        self.optimiser.zero_grad(set_to_none=True)
        terms.loss.backward()
        if self.config.clip or schedules.logged(self.config, step + 1, self.steps):
            terms = terms.noting("gradient", {"norm": self._limit_gradient()})
        self.optimiser.step()
        self._follow(schedules.ema_decay(self.config, step))
        return terms.detached()

    def _limit_gradient(self) -> Tensor:
        """The norm that the gradient had, over all parameters."""
        gradients = [parameter.grad for parameter in self.parameters if parameter.grad is not None]
        norm = torch.nn.utils.get_total_norm(gradients)
        if self.config.clip:
            torch.nn.utils.clip_grads_with_norm_(self.parameters, self.config.clip, norm)
        return norm

    def _fixed(self, only: str) -> list[torch.nn.Module]:
        """The parts of the model that are not to change, their gradients switched off."""
        children = dict(self.model.named_children())
        able = [name for name, part in children.items() if any(p.requires_grad for p in part.parameters())]
        if only and only not in able:
            raise ConfigError(f"The model has no part “{only}” to learn alone.", f"It has {', '.join(able)}.")
        return [module.requires_grad_(False) for name, module in children.items() if only and name != only]

    @torch.no_grad()
    def _follow(self, decay: float) -> None:
        """Move the running mean of the weights towards the weights; buffers are copied."""
        ema, model = list(self.ema.parameters()), list(self.model.parameters())
        torch._foreach_lerp_(ema, model, 1 - decay)
        for mean, current in zip(self.ema.buffers(), self.model.buffers(), strict=True):
            mean.copy_(current)

    @contextmanager
    def evaluating(self) -> Iterator[VAE]:
        """The model to judge and to keep: the running mean, in evaluation mode."""
        self.ema.eval()
        with torch.inference_mode(), devices.autocast(self.device, self.dtype):
            yield self.ema

    def validate(
        self,
        faces: Tensor,
        labels: dict[str, Tensor] | None = None,
        posteriors: list[DiagonalGaussian] | None = None,
    ) -> dict[str, float]:
        """Mean terms of uint8 faces (N, C, S, S) reconstructed from the posterior's mean, and their PSNR.

        PSNR in dB is that of the mean squared error over all faces. Where the first expression column is
        labelled, also the share of faces whose expression the model names as most annotators do; with a
        spatial latent, also the PSNR of both latents together.

        Args:
            posteriors: a list to be filled with what the faces are encoded to, part by part.
        """
        rows, told, column = [], [], self.ema.config.expression_columns[0]
        with self.evaluating() as model:
            for pictures in faces.split(self.config.batch_size):
                x = to_float(pictures).contiguous(memory_format=torch.channels_last)
                parts = model(x)
                if posteriors is not None:
                    posteriors.append(parts.posterior)
                both = parts.detail.x_hat if parts.detail else parts.x_hat
                mse, mse_both = metrics.mse(x, parts.x_hat), metrics.mse(x, both)
                columns = parts.reconstruction_nll, parts.kl, mse, mse_both
                if self.ema.config.expression_dim:
                    told.append(self.ema.expression_logits(parts.posterior.mu, column).argmax(1))
                rows.append(torch.stack([column.float() for column in columns], 1))
        nll, kl, mse, mse_both = torch.cat(rows).mean(0).tolist()
        spatial = {"validation_psnr_spatial": float(metrics.decibels(mse_both))} if self.ema.spatial else {}
        return (
            _expression_accuracy(told, (labels or {}).get(column))
            | spatial
            | {
                "validation_loss": nll + self.config.beta * kl,
                "validation_reconstruction_nll": nll,
                "validation_kl": kl,
                "validation_psnr": float(metrics.decibels(mse)),
            }
        )

    def fit_prior(self, faces: Tensor) -> None:
        """Fit the prior to draw new faces from to the posteriors of uint8 faces (N, C, S, S)."""
        posteriors = self.encode(faces)
        with torch.no_grad():
            self.ema.prior.fit(
                torch.cat([posterior.mu for posterior in posteriors]),
                torch.cat([posterior.logvar for posterior in posteriors]),
            )

    def encode(self, faces: Tensor) -> list[DiagonalGaussian]:
        """What uint8 faces (N, C, S, S) are encoded to, part by part."""
        with self.evaluating() as model:
            return [model.encode(to_float(part)) for part in faces.split(self.config.batch_size)]

    def decode(self, z: Tensor) -> Tensor:
        """Pictures of latents (N, D), float in 0..1."""
        with self.evaluating() as model:
            return model.decode(z)

    def reconstruct(self, faces: Tensor) -> Tensor:
        """Reconstructions of uint8 faces (N, C, S, S) from the vector alone, float in 0..1."""
        with self.evaluating() as model:
            return model(to_float(faces), spatial=False).x_hat


def _expression_accuracy(told: list[Tensor], target: Tensor | None) -> dict[str, float]:
    known = target.sum(1) > 0 if target is not None else torch.zeros(0)
    if not told or not known.any():
        return {}
    right = torch.cat(told)[known] == target[known].argmax(1)
    return {"validation_expression_accuracy": float(right.float().mean())}


def seed_step(seed: int, step: int) -> None:
    """Seed torch's generators for one step."""
    torch.manual_seed(int(np.random.SeedSequence((seed, step)).generate_state(1, np.uint64)[0] >> 1))
