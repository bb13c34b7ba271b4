"""How near to the latents of held-out faces each prior draws that is fitted to those of training faces."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", default="photo-64")
    parser.add_argument("--data", required=True, help="a face set with held-out faces")


def run(options: argparse.Namespace) -> None:
    """Print a line a prior."""
    from facevae.data.faceset import FaceSet
    from facevae.evaluation.sampling import compare
    from facevae.latents.codec import Codec

    found = compare(Codec.load(options.checkpoint), FaceSet.open(options.data))
    print(
        f"{options.checkpoint} on {options.data}, fitted on {found['fitted_on']:,} faces, "
        f"judged by {found['n']:,} of {found['split']}; the checkpoint's own is {found['chosen']}"
    )
    for name, told in (found["priors"] | {"training faces": found["reference"]}).items():
        likelihood = f"{told['log_likelihood']:.0f} nats, " if "log_likelihood" in told else ""
        print(
            f"{name}: {likelihood}Fréchet distance {told['frechet']:.1f}, told apart {told['two_sample']:.0%}"
        )
