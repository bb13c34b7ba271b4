"""How long the encoder and the decoder of a checkpoint take for one face on one core."""

import argparse
import time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", default="photo-64")
    parser.add_argument("--repeats", type=int, default=200)


def run(options: argparse.Namespace) -> None:
    """Print the medians in milliseconds; loading, cropping and resizing are not in it."""
    import numpy as np
    import torch

    from facevae.latents.codec import Codec

    codec = Codec.load(options.checkpoint)
    torch.set_num_threads(1)
    size = codec.config.size
    face = np.random.default_rng(0).integers(0, 256, (1, size, size, 3), dtype=np.uint8)
    z = codec.encode(face).mu
    for name, work in (("encoder", lambda: codec.encode(face)), ("decoder", lambda: codec.decode(z))):
        taken = []
        for _ in range(options.repeats):
            start = time.perf_counter()
            work()
            taken.append(1000 * (time.perf_counter() - start))
        print(f"{options.checkpoint}, {name}, one face: median {np.median(taken):.1f} ms")
