"""Public face data brought in on request, through the libraries that know where it lies."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from facevae import home
from facevae.data import downloaded, importer
from facevae.data import plan as planning
from facevae.data.archive import Source
from facevae.data.cutting import Cutter
from facevae.data.ledger import Ledger
from facevae.errors import ConfigError, SourceError
from facevae.progress import Progress, silent

Window = tuple[int, int, int, int]


@dataclass(frozen=True)
class Download:
    """A set that can be fetched.

    Args:
        megabytes: about how much is downloaded.
        terms: under which it may be used, in a few words.
        open: the fetched folder as a source.
        window: x0, y0, x1, y1 of the face, where all pictures are aligned alike.
    """

    title: str
    about: str
    megabytes: int
    terms: str
    link: str
    open: Callable[[Path], Source]
    crop: str = "none"
    center_px: int | None = None
    window: Window | None = None
    kind: str = "photographs"


CATALOGUE = {
    "olivetti": Download(
        title="Olivetti faces",
        about="400 grey photographs of 40 people, 64 px",
        megabytes=4,
        terms="AT&T Laboratories Cambridge; free, credit asked",
        link="https://scikit-learn.org/stable/datasets/real_world.html",
        open=downloaded.open_olivetti,
    ),
    "lfw": Download(
        title="Labeled Faces in the Wild",
        about="13,233 photographs of 5,749 public figures, 250 px",
        megabytes=234,
        terms="public research benchmark (Huang et al. 2007)",
        link="https://scikit-learn.org/stable/datasets/real_world.html",
        open=downloaded.open_lfw,
        crop="center",
        center_px=112,
    ),
    "celeba": Download(
        title="CelebA",
        about="202,599 photographs of 10,177 celebrities with 40 attributes, 178 × 218 px",
        megabytes=1430,
        terms="non-commercial research only (Liu et al. 2015)",
        link="https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
        open=downloaded.open_celeba,
        window=(38, 72, 140, 174),  # puts the mean eyes, (69.5, 111) and (108.5, 111), where ours are
    ),
    "cifar10": Download(
        title="CIFAR-10",
        about="60,000 small photographs of ten kinds of things, 32 px; no faces",
        megabytes=170,
        terms="free for research (Krizhevsky 2009)",
        link="https://www.cs.toronto.edu/~kriz/cifar.html",
        open=downloaded.open_cifar10,
        kind="objects",
    ),
}


def fetch(key: str, name: str, size: int = 64, progress: Progress = silent, seed: int = 0) -> Ledger:
    """Download a set of the catalogue, if it was not before, and make a face set of it.

    Raises:
        ConfigError: the key is not in the catalogue.
        SourceError: it could not be downloaded.
        Cancelled: `progress` raised it.
    """
    if key not in CATALOGUE:
        raise ConfigError(f"“{key}” is not known.", f"Choose one of {', '.join(CATALOGUE)}.")
    folder = home.cache_dir() / "downloads" / key
    if not (folder / ".complete").exists():
        download(key, folder, progress)
    return bring_in(key, folder, name, size, progress, seed)


def bring_in(
    key: str, folder: Path, name: str, size: int = 64, progress: Progress = silent, seed: int = 0
) -> Ledger:
    """Make a face set of what was downloaded to a folder."""
    entry = CATALOGUE[key]
    progress(0, 1, f"Opening {entry.title}")
    with entry.open(folder) as source:
        source.name = entry.title
        plan = planning.make(source, seed=seed)
        cutter = Cutter(size, entry.crop, entry.center_px, window=entry.window)
        return importer.bring_in(source, plan, name, cutter, kind=entry.kind, seed=seed, progress=progress)


def download(key: str, folder: Path, progress: Progress = silent) -> None:
    """Download to a folder, in a process of its own that ends when `progress` raises."""
    entry = CATALOGUE[key]
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", downloaded.__name__, key, str(folder)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=home.PROJECT, stdout=said, stderr=said)
        try:
            while process.poll() is None:
                progress(
                    min(_megabytes(folder), entry.megabytes),
                    entry.megabytes,
                    f"Downloading {entry.title} (MB)",
                )
                time.sleep(0.2)
        except BaseException:
            process.kill()
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if process.returncode:
            said.seek(0)
            raise _failed(entry, said.read().decode("utf-8", "replace"))
    (folder / ".complete").touch()


def _megabytes(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # archives vanish once they are unpacked
            size += path.stat().st_size
    return size // 10**6


def _failed(entry: Download, said: str) -> SourceError:
    reason = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "no reason given")
    return SourceError(
        f"{entry.title} could not be downloaded: {reason}",
        f"Check the network, or get it from {entry.link} and bring it in as a zip or folder.",
    )
