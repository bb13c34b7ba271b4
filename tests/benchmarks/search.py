"""How long a query among many enrolled vectors takes."""

import argparse
import time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=100_000, help="enrolled vectors (100000)")
    parser.add_argument("--dims", type=int, default=128)
    parser.add_argument("--queries", type=int, default=200)


def run(options: argparse.Namespace) -> None:
    """Print the median and the slowest of some queries, in milliseconds."""
    import numpy as np

    from facevae.recognition.embedding import unit
    from facevae.recognition.search import Index

    rng = np.random.default_rng(0)
    vectors = unit(rng.standard_normal((options.count, options.dims), dtype=np.float32))
    index, taken = Index(vectors), []
    for query in unit(rng.standard_normal((options.queries, options.dims), dtype=np.float32)):
        start = time.perf_counter()
        index.nearest(query, 10)
        taken.append(1000 * (time.perf_counter() - start))
    median, slowest = np.median(taken), np.max(taken)
    print(f"{options.count:,} vectors of {options.dims}: median {median:.1f} ms, slowest {slowest:.1f} ms")
