"""How many pictures a second an import brings in."""

import argparse
import os
import tempfile
import time
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--zip", type=Path, required=True, help="a zip or folder of pictures")
    parser.add_argument("--crop", choices=("detect", "center", "none"), default="center")
    parser.add_argument("--center", type=int, metavar="PX", help="side of the middle square")
    parser.add_argument("--detector", default="auto", help="facevae, or yunet where its file is")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--repeat", type=int, default=3)


def run(options: argparse.Namespace) -> None:
    """Print pictures a second by the clock, and by the processor time that was used."""
    from facevae.data import faceset
    from facevae.data.importer import import_faces

    models = os.environ.get("FACEVAE_HOME")
    with tempfile.TemporaryDirectory() as home:
        if models and Path(models, "models").is_dir():
            Path(home, "models").symlink_to(Path(models, "models").absolute())
        os.environ["FACEVAE_HOME"] = home
        for _ in range(options.repeat):
            clock, processor = time.perf_counter(), time.process_time()
            ledger = import_faces(
                options.zip,
                "measured",
                size=options.size,
                crop=options.crop,
                center_px=options.center,
                detector=options.detector,
            )
            clock, processor = time.perf_counter() - clock, time.process_time() - processor
            files, facts = len(ledger.table), faceset.FaceSet.open("measured").facts
            print(
                f"{files:,} files, crop {options.crop}, detector {facts['detector']}: {clock:.1f} s, "
                f"{files / clock:,.0f}/s by the clock, {files / processor:,.0f}/s for each core-second; "
                f"accepted {ledger.accepted:,}, refused {ledger.refused}"
            )
            faceset.delete("measured")
