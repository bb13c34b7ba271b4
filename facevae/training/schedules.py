"""What changes over a run: learning rate, weight of the KL term, what is logged. Functions of the step."""

import math

from facevae.training.config import TrainConfig

FIRST_STEPS = 5  # logged one by one


def learning_rate(config: TrainConfig, step: int, steps: int) -> float:
    """Rises linearly over the warm-up, then stays, or falls to 0 along half a cosine."""
    rise = min(1.0, (step + 1) / config.learning_rate_warmup) if config.learning_rate_warmup else 1.0
    fall = 0.5 * (1 + math.cos(math.pi * step / steps)) if config.cosine else 1.0
    return config.learning_rate * rise * fall


def beta(config: TrainConfig, step: int, steps: int) -> float:
    """Rises linearly from 0 to its value over the first share of the run, or of each of its cycles.

    Source: Bowman et al. 2016, section 3.1, https://arxiv.org/abs/1511.06349; Fu et al. 2019, equation 6,
        https://arxiv.org/abs/1903.10145 (cycles)
    """
    cycle = steps / config.beta_cycles
    warmup = config.beta_warmup * cycle
    return config.beta * min(1.0, (step % cycle) / warmup) if warmup else config.beta


def ema_decay(config: TrainConfig, step: int) -> float:
    """The decay, small at first so that the untrained weights are soon forgotten."""
    return min(config.ema, (1 + step) / (10 + step))


def logged(config: TrainConfig, step: int, steps: int) -> bool:
    """Whether the figures of the step-th step are a point of the curves."""
    return step % config.log_every == 0 or step <= FIRST_STEPS or step == steps
