"""Calls the measurement of a verb; each lies in a module with `add_arguments(parser)` and `run(options)`."""

import argparse
from importlib import import_module

VERBS = {
    "import": "imports",
    "generate": "generated",
    "start": "start",
    "search": "search",
    "encode": "encode",
    "map": "map",
    "map-lives": "lives",
    "map-shown": "shown",
    "inverse": "inverse",
    "priors": "priors",
    "runs": "runs",
    "slider": "slider",
    "train": "train",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, module in VERBS.items():
        measurement = import_module(f"tests.benchmarks.{module}")
        chosen = verbs.add_parser(verb, help=measurement.__doc__.splitlines()[0])
        measurement.add_arguments(chosen)
        chosen.set_defaults(run=measurement.run)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
