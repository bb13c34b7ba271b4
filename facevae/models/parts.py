"""The named parts of a latent vector: identity | expression | rest."""

from facevae.models.config import ModelConfig


def parts(config: ModelConfig) -> dict[str, slice]:
    """Where each part lies in z, in order; parts of no length are left out."""
    sizes = {"identity": config.identity_dim, "expression": config.expression_dim}
    sizes["rest"] = config.latent_dim - sum(sizes.values())
    found, start = {}, 0
    for name, size in sizes.items():
        if size:
            found[name] = slice(start, start + size)
        start += size
    return found


def recognition_part(config: ModelConfig) -> str:
    """The part that says who it is: identity; without it the rest, which is all of a latent without parts."""
    found = parts(config)
    return next(name for name in ("identity", "rest", "expression") if name in found)
