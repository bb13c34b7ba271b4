"""Where to draw latents from, so that what is decoded looks like a face: a file a prior.

A VAE's latents of real faces keep correlations and clusters that the standard normal has not, the more so the
sharper it reconstructs. So a prior is fitted to the latents of training faces once a run has ended; the KL
term stays that from the standard normal. A prior is a module with

- `fit(mu, logvar, progress)`: fit to the posteriors of N faces, (N, D) each; before it, the standard normal;
- `forward(noise, temperature)`: latents (N, D) from standard normal noise (N, noise_dim), nearer to the mean
  the lower the temperature;
- `log_prob(z)`: log p(z) in nats, (N,).

Source: Ghosh et al. 2020, section 4 (ex-post density estimation), https://arxiv.org/abs/1903.12436
"""

from torch import nn

from facevae.models.registry import PRIORS


def build_prior(name: str, latent_dim: int) -> nn.Module:
    """The prior of this name before it is fitted."""
    return PRIORS[name].load()(latent_dim)
