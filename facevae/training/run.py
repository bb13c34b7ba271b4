"""A run's folder: what it was asked to do, how far it is, its metrics and its pictures. No torch here."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import psutil

from facevae.errors import RunError
from facevae.home import checked_name, read_json, runs_dir, write_json

ACTIVE = ("starting", "running", "stopping")
START_GRACE = 60.0  # seconds a process may take before it says that it lives


class Run:
    """A run folder: `config.json`, `status.json`, `metrics.jsonl`, `samples/`, `snapshots/`, `log.txt`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.name = folder.name

    @classmethod
    def open(cls, name: str) -> "Run":
        """The run of this name.

        Raises:
            RunError: there is none.
        """
        run = cls(runs_dir() / checked_name(name, "run name"))
        if not (run.folder / "config.json").is_file():
            known = ", ".join(names()) or "there are none yet"
            raise RunError(f"There is no run “{name}”.", f"Known runs: {known}.")
        return run

    @classmethod
    def create(cls, name: str, config: dict[str, Any]) -> "Run":
        """A new run folder.

        Args:
            config: what `config.json` says: preset, data, model, training, versions.

        Raises:
            RunError: the name is taken.
        """
        run = cls(runs_dir() / checked_name(name, "run name"))
        try:
            run.folder.mkdir(parents=True)
        except FileExistsError:
            raise RunError(f"There already is a run “{name}”.", "Choose another name.") from None
        run.write_status({"state": "starting", "started": time.time(), "step": 0})
        write_json(run.folder / "config.json", config)  # last: from here on it is listed and opened
        return run

    @property
    def config(self) -> dict[str, Any]:
        """What it was asked to do.

        Raises:
            RunError: it cannot be read.
        """
        try:
            return read_json(self.folder / "config.json")
        except (OSError, ValueError) as error:
            raise RunError(
                f"The settings of the run “{self.name}” are damaged.", "Delete the run."
            ) from error

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    def write_status(self, status: dict[str, Any]) -> None:
        write_json(self.folder / "status.json", status | {"updated": time.time()})

    def status(self) -> dict[str, Any]:
        """Its status; `interrupted` instead of an active state when its process is gone."""
        try:
            status = read_json(self.folder / "status.json")
            gone = status["state"] in ACTIVE and not self._alive(status)
        except (OSError, ValueError, KeyError, TypeError):
            return {"state": "failed", "step": 0, "reason": "Its status is damaged.", "remedy": "Delete it."}
        if gone:
            status |= {
                "state": "interrupted",
                "reason": "The process ended without a word: killed, out of memory, or the power went.",
                "remedy": "It can go on from its last snapshot.",
            }
        elif status["state"] in ACTIVE and self.stop_requested():
            status["state"] = "stopping"
        return status

    def _alive(self, status: dict[str, Any]) -> bool:
        if "pid" not in status:
            return time.time() - status["updated"] < START_GRACE
        try:
            process = psutil.Process(status["pid"])
            same = abs(process.create_time() - status["process_started"]) < 1.0
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def active(self) -> bool:
        return self.status()["state"] in ACTIVE

    def stop(self) -> None:
        """Ask the run to stop after its step; it then keeps what it has learned as a checkpoint."""
        (self.folder / "stop").touch()

    def stop_requested(self) -> bool:
        return (self.folder / "stop").exists()

    def metrics(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Rows logged after a byte offset, and the offset to ask from next time.

        A line still being written is left for the next call. Where the run went on from a snapshot, rows
        beyond it are left out; who read them before sees the steps begin again at the snapshot's.
        """
        path = self.folder / "metrics.jsonl"
        if not path.exists():
            return [], 0
        with open(path, "rb") as file:
            file.seek(offset)
            content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        rows: list[dict[str, Any]] = []
        for row in map(json.loads, whole.splitlines()):
            if "goes_on_from" in row:
                rows = [earlier for earlier in rows if earlier["step"] <= row["goes_on_from"]]
            else:
                rows.append(row)
        return rows, offset + len(whole)

    def write_metrics(self, row: dict[str, Any]) -> None:
        with open(self.folder / "metrics.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def go_on_from(self, step: int) -> None:
        """Note in the metrics that what was logged beyond the step does not count any more.

        Nothing is cut away but a half-written last line, so that offsets of readers stay good.
        """
        path = self.folder / "metrics.jsonl"
        if path.exists():
            with open(path, "rb+") as file:
                file.truncate(file.read().rfind(b"\n") + 1)
            self.write_metrics({"goes_on_from": step})

    def samples(self) -> list[tuple[int, Path]]:
        """(step, PNG) of the fixed faces: originals in the upper row, reconstructions in the lower."""
        paths = sorted((self.folder / "samples").glob("step-*.png"))
        return [(int(path.stem.removeprefix("step-")), path) for path in paths]


def names() -> list[str]:
    """Names of all runs, first those begun or published last."""
    found = sorted(runs_dir().glob("*/config.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.parent.name for path in found]


def free_name(wish: str) -> str:
    """The wished name, with a number behind it when it is taken."""
    taken, number, name = set(names()), 2, wish
    while name in taken:
        name, number = f"{wish}-{number}", number + 1
    return name


def delete(name: str) -> None:
    """Remove a run with all it wrote, its checkpoint included.

    Raises:
        RunError: it does not exist or is still working.
    """
    run = Run.open(name)
    if run.active():
        raise RunError(f"The run “{name}” is still working.", "Stop it first.")
    shutil.rmtree(run.folder)
