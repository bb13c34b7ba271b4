"""How long a map takes: t-SNE beside scikit-learn's, new faces placed, a hundred thousand mapped."""

import argparse
import time

import numpy as np


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=10_000, help="faces laid out by both (10000)")
    parser.add_argument("--dims", type=int, default=64)
    parser.add_argument("--placed", type=int, default=1000, help="new faces placed (1000)")
    parser.add_argument("--many", type=int, default=100_000, help="faces of the large map; 0 leaves it out")
    parser.add_argument("--alone", action="store_true", help="leave out scikit-learn, which takes minutes")


def run(options: argparse.Namespace) -> None:
    """Print seconds of the wall clock and of the processor, and each map's trustworthiness."""
    from facevae.latents import maps
    from facevae.latents.placement import place
    from facevae.latents.projection import project

    z = latents(options.count, options.dims)
    ours, points = timed(lambda: project(z, "tsne"))
    say(f"t-SNE of {options.count:,} x {options.dims}, FaceVAE", ours, maps.trust(z, points))
    if not options.alone:
        theirs, other = timed(lambda: _scikit(z))
        say("the same, scikit-learn", theirs, maps.trust(z, other))
        print(
            f"share of scikit-learn's time: {ours[0] / theirs[0]:.2f}, of its work: {ours[1] / theirs[1]:.2f}"
        )
    new = latents(options.placed, options.dims, seed=1)
    say(f"{options.placed:,} new faces placed", timed(lambda: place(new, z, points))[0])
    if options.many:
        many = latents(options.many, options.dims)
        taken, points = timed(lambda: project(many, "tsne"))
        say(f"t-SNE of {options.many:,} x {options.dims}, FaceVAE", taken, maps.trust(many, points))


def _scikit(z: np.ndarray) -> np.ndarray:
    from sklearn.manifold import TSNE

    return TSNE(perplexity=30, init="pca", random_state=0, n_jobs=-1).fit_transform(z)


def latents(count: int, dims: int, kinds: int = 40, seed: int = 0) -> np.ndarray:
    """Heaps of different sizes, as people are in a set, (count, dims) float32."""
    centres = np.random.default_rng(7).normal(scale=1.2, size=(kinds, dims))
    rng = np.random.default_rng(seed)
    kind = np.minimum(rng.geometric(0.06, count) - 1, kinds - 1)
    spread = np.linspace(0.4, 1, dims)
    return (centres[kind] + rng.normal(size=(count, dims)) * spread).astype(np.float32)


def timed(work):
    """Seconds of the wall clock and of the processor, and what the work gave."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return (time.perf_counter() - wall, time.process_time() - cpu), result


def say(what: str, taken: tuple[float, float], trust: dict | None = None) -> None:
    kept = f", trustworthiness {trust['trustworthiness']:.3f}" if trust else ""
    print(f"{what}: {taken[0]:.1f} s, {taken[1]:.1f} s of processor{kept}", flush=True)
