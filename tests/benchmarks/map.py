"""How long a map takes: t-SNE beside scikit-learn's, new faces placed, a hundred thousand mapped."""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=10_000, help="faces laid out by both (10000)")
    parser.add_argument("--dims", type=int, default=64)
    parser.add_argument("--data", help="a face set whose latents are laid out instead of drawn ones")
    parser.add_argument("--checkpoint", default="photo-64", help="the model of those latents (photo-64)")
    parser.add_argument("--many", type=int, default=100_000, help="faces of the large map; 0 leaves it out")
    parser.add_argument("--methods", nargs="+", default=["tsne", "umap"], help="of the large map")
    parser.add_argument("--alone", action="store_true", help="leave out scikit-learn, which takes minutes")


def run(options: argparse.Namespace) -> None:
    """Print seconds of the wall clock and of the processor, and how well each map keeps neighbours."""
    from facevae.latents.projection_methods import title_of

    z = of_set(options) if options.data else latents(options.count, options.dims)
    _beside_scikit(z, options.alone)
    for method in options.methods if options.many else ():
        with ProcessPoolExecutor(1, get_context("spawn")) as alone:  # for its own peak of memory
            taken, kept, peak = alone.submit(_large, method, options.many, options.dims).result()
        say(f"{title_of(method)} of {options.many:,} x {options.dims}", taken, kept)
        print(f"    peak of memory {peak:.2f} GB", flush=True)


def of_set(options: argparse.Namespace) -> np.ndarray:
    """Latents of as many faces of a set, drawn by chance."""
    from facevae.data.faceset import FaceSet
    from facevae.latents import store
    from facevae.latents.codec import Codec

    faces = FaceSet.open(options.data)
    rows = np.random.default_rng(0).permutation(faces.rows())[: options.count]
    return store.latents(Codec.load(options.checkpoint), faces, np.sort(rows))


def _beside_scikit(z: np.ndarray, alone: bool) -> None:
    from facevae.latents import maps
    from facevae.latents.projection import project

    of = f"of {len(z):,} x {z.shape[1]}"
    project(z[:100], "tsne")  # compiled, once a machine
    ours, points = timed(lambda: project(z, "tsne"))
    say(f"t-SNE {of}, FaceVAE", ours, maps.trust(z, points, sample=len(z)))
    if not alone:
        theirs, other = timed(lambda: _scikit(z))
        say(f"t-SNE {of}, scikit-learn", theirs, maps.trust(z, other, sample=len(z)))
        print(
            f"share of scikit-learn's time: {ours[0] / theirs[0]:.2f}, of its work: {ours[1] / theirs[1]:.2f}"
        )
    _placed(z, points)


def _placed(z: np.ndarray, points: np.ndarray) -> None:
    """Print how long new faces take, and how far twins of known faces land from them."""
    from facevae.latents.placement import Placement

    rng = np.random.default_rng(1)
    twins = rng.choice(len(z), 1000)
    new = z[twins] + 0.3 * z.std(axis=0) * rng.normal(size=(len(twins), z.shape[1])).astype(z.dtype)
    for count in (1, 100, 1000):
        say(f"{count:,} new placed", timed(lambda: Placement(z, points).place(new[:count]))[0])  # noqa: B023
    astray = np.linalg.norm(Placement(z, points).place(z[twins]).points - points[twins], axis=1).max()
    print(f"1,000 twins land at most {astray / np.ptp(points):.1e} of the map's width from theirs")


def _large(method: str, count: int, dims: int) -> tuple[tuple[float, float], dict, float]:
    """What a large map takes, how well it keeps neighbours, and the process's peak of memory in GB."""
    import resource  # not on Windows

    from facevae.latents import maps
    from facevae.latents.projection import project

    z = latents(count, dims)
    taken, points = timed(lambda: project(z, method))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return taken, maps.trust(z, points), peak / 1e9


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
    kept = (
        f", trustworthiness {trust['trustworthiness']:.4f}, {trust['neighbours_kept']:.1%} of the "
        f"{trust['k']} nearest kept (n = {trust['n']:,})"
        if trust
        else ""
    )
    print(f"{what}: {taken[0]:.2f} s, {taken[1]:.2f} s of processor{kept}", flush=True)
