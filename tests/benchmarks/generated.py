"""How many generated faces a second one core draws."""

import argparse
import time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--size", type=int, default=64)


def run(options: argparse.Namespace) -> None:
    """Print faces a second by the clock and by the processor time, on one thread."""
    import cv2

    from facevae.data.generated import faces

    cv2.setNumThreads(1)
    faces(20, options.size)
    clock, processor = time.perf_counter(), time.process_time()
    faces(options.count, options.size, seed=1)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(
        f"{options.count:,} faces of {options.size} px: {options.count / clock:,.0f}/s by the clock, "
        f"{options.count / processor:,.0f}/s for each core-second"
    )
