"""How well held-out faces come back from their places on a map of a face set."""

import argparse

METHODS = ("pca", "tsne", "umap")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", default="photo-64")
    parser.add_argument("--data", required=True, help="a face set")
    parser.add_argument("--count", type=int, default=5000, help="faces on the map (5000)")
    parser.add_argument("--held", type=int, default=500, help="of them, held out (500)")


def run(options: argparse.Namespace) -> None:
    """Print a line a method."""
    import numpy as np

    from facevae.latents.inverse import round_trip
    from facevae.latents.projection import project
    from tests.benchmarks.map import of_set

    z = of_set(options)
    held = np.sort(np.random.default_rng(0).permutation(len(z))[: options.held])
    print(f"{options.checkpoint}, {len(held):,} faces of {options.data} held out of {len(z):,}")
    for method in METHODS:
        error, off = round_trip(z, project(z, method), held, linear=method == "pca")
        print(f"{method}: off by {error:.2f} of the variance, back at {off:.2f} of the usual distance")
