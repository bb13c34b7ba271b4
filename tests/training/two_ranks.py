"""Runs executed by two ranks on the CPU, started by torchrun as a user starts them."""

import subprocess
import sys

from facevae.home import PROJECT

TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


def start(*arguments: str, restarts: int = 0) -> subprocess.Popen:
    """Two ranks at work with these arguments of python."""
    command = [*TORCHRUN, "--max-restarts", str(restarts), *arguments]
    return subprocess.Popen(command, cwd=PROJECT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(process: subprocess.Popen, seconds: float = 600) -> str:
    """What they printed, when they are done.

    Raises:
        AssertionError: they failed, or took too long.
    """
    try:
        told, _ = process.communicate(timeout=seconds)
    finally:
        process.kill()
    assert process.returncode == 0, told
    return told


def main(names: list[str]) -> None:
    """Execute these runs one after the other, in each rank."""
    from facevae import ranks
    from facevae.training.loop import execute
    from facevae.training.run import Run

    with ranks.joined():
        for name in names:
            execute(Run.open(name))


if __name__ == "__main__":
    main(sys.argv[1:])
