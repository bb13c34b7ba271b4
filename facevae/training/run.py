"""A run's folder: what it was asked to do, how far it is, its metrics and its pictures. No torch here."""

import json
import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from facevae.errors import ConfigError, RunError
from facevae.home import (
    checked_name,
    drafted,
    read_json,
    runs_dir,
    sweep_drafts,
    way_out,
    write_bytes,
    write_json,
)
from facevae.training import processes, run_config

ACTIVE = ("starting", "running", "stopping")  # it has a process; else it is queued, or has ended somehow
STATES = (*ACTIVE, "queued", "paused", "finished", "stopped", "failed", "interrupted", "cancelled")
DAMAGED = {
    "state": "failed",
    "step": 0,
    "reason": "Its status is damaged.",
    "remedy": "Resume it from its last snapshot, or delete it.",
}
WISH = 54  # letters of a wished name, which leaves room for numbers behind it
# Facts that end with the state.
OF_A_STATE = ("pid", "process_started", "reason", "remedy", "before", "devices", "count", "taken")


class Run:
    """A run folder: `config.json`, `status.json`, `metrics.jsonl`, `samples/`, `snapshots/`, `log.txt`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.name = folder.name
        self._asked = False

    @staticmethod
    def place(name: str) -> Path:
        """Where the run of this name lies, if there is one."""
        return runs_dir() / checked_name(name, "run name")

    @classmethod
    def open(cls, name: str) -> "Run":
        """The run of this name.

        Raises:
            RunError: there is none.
        """
        run = cls(cls.place(name))
        if not (run.folder / "config.json").is_file():
            known = ", ".join(names()) or "there are none yet"
            raise RunError(f"There is no run “{name}”.", f"Known runs: {known}.")
        return run

    @classmethod
    def create(cls, name: str, config: dict[str, Any]) -> "Run":
        """A new run folder, of a run that starts in this process.

        Args:
            config: what `config.json` says: preset, data, model, training, versions.

        Raises:
            RunError: the name is taken.
        """
        run = cls(cls.place(name))
        taken = RunError(f"There already is a run “{name}”.", "Choose another name.")
        if run.folder.exists():
            raise taken
        sweep_drafts(runs_dir())
        draft = cls(drafted(run.folder))
        try:
            draft.write_status(
                {"state": "starting", "started": time.time(), "step": 0} | processes.identity()
            )
            write_json(draft.folder / "config.json", config)
            os.rename(draft.folder, run.folder)  # there whole from now on, or not at all
        except OSError as error:
            if run.folder.exists():
                raise taken from None
            what = f"The run “{name}” could not be made: {error.strerror or error}."
            raise RunError(what, f"{way_out(error)}, then start it again.") from error
        finally:
            shutil.rmtree(draft.folder, ignore_errors=True)
        return run

    @property
    def config(self) -> dict[str, Any]:
        """What it was asked to do.

        Raises:
            RunError: it cannot be read, or lacks what every run has.
        """
        try:
            return run_config.whole(read_json(self.folder / "config.json"))
        except (OSError, ValueError, KeyError, TypeError, ConfigError) as error:
            raise RunError(
                f"The settings of the run “{self.name}” are damaged.", "Delete the run."
            ) from error

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    def write_status(self, status: dict[str, Any], lasting: bool = True) -> None:
        """Say how the run is; see `write_bytes` for what lasts."""
        write_json(self.folder / "status.json", status | {"updated": time.time()}, lasting)

    def become(self, state: str, **facts: Any) -> None:
        """Be in another state, without what was said of the one before."""
        status = {key: value for key, value in self.status().items() if key not in OF_A_STATE}
        self.write_status(status | {"state": state} | facts)

    def status(self) -> dict[str, Any]:
        """Its status; `interrupted` instead of an active state when its process is gone."""
        try:
            status = read_json(self.folder / "status.json")
            if status["state"] not in STATES or not isinstance(status.setdefault("step", 0), int):
                raise ValueError("not what was written")
            gone = status["state"] in ACTIVE and not self._alive(status)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return DAMAGED.copy()
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
        return "pid" in status and processes.alive(status["pid"], status["process_started"])

    def active(self) -> bool:
        """Whether a process works on it."""
        return self.status()["state"] in ACTIVE

    def live(self) -> bool:
        """Whether it works, or waits to: its state may change by itself."""
        return self.status()["state"] in ("queued", *ACTIVE)

    def stop(self) -> None:
        """Ask the run to stop after its step; it then keeps what it has learned as a checkpoint."""
        write_bytes(self.folder / "stop", b"")

    def stop_here(self) -> None:
        """Ask the run to stop, unless its processes die meanwhile and are started anew."""
        self._asked = True

    def pause(self) -> None:
        """Ask the run to end after its step with a snapshot to go on from, and no checkpoint."""
        write_bytes(self.folder / "stop", b"pause")

    def stop_requested(self) -> bool:
        """Whether it was asked to end, be it for good or for a while."""
        return self._asked or (self.folder / "stop").exists()

    def pause_requested(self) -> bool:
        try:
            return (self.folder / "stop").read_bytes() == b"pause"
        except FileNotFoundError:
            return False

    @property
    def note(self) -> str:
        """What the user wrote about it."""
        path = self.folder / "note.txt"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def write_note(self, text: str) -> None:
        write_bytes(self.folder / "note.txt", text.strip().encode())

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
        for row in parsed(whole):
            if "goes_on_from" in row:
                rows = [earlier for earlier in rows if earlier["step"] <= row["goes_on_from"]]
            else:
                rows.append(row)
        return rows, offset + len(whole)

    def write_metrics(self, row: dict[str, Any]) -> None:
        with open(self.folder / "metrics.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def sync_metrics(self) -> None:
        """Wait until the disk holds the metrics written so far."""
        path = self.folder / "metrics.jsonl"
        if path.exists():
            with open(path, "ab") as file:
                os.fsync(file.fileno())

    def log(self, line: str) -> None:
        """Say something in `log.txt`."""
        with open(self.folder / "log.txt", "a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")

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


def parsed(lines: bytes) -> Iterator[dict[str, Any]]:
    """The rows of these lines of metrics; those that a fault of the disk has spoilt are passed over."""
    for line in lines.splitlines():
        with suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict) and isinstance(row.get("step", row.get("goes_on_from")), int):
                yield row


def names() -> list[str]:
    """Names of all runs, first those begun or published last."""
    found = sorted(runs_dir().glob("[!.]*/config.json"), key=_written, reverse=True)
    return [path.parent.name for path in found]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # deleted meanwhile
        return 0.0


def free_name(wish: str, taken: Collection[str] | None = None) -> str:
    """The wished name as a run can have it, with a number behind it when it is taken.

    Args:
        wish: such as `lfw+ferplus-recognise`.
        taken: by default the names of all runs.
    """
    taken = set(names() if taken is None else taken)
    wish = wish.replace("+", "-")[:WISH]
    name, number = wish, 2
    while name in taken:
        name, number = f"{wish}-{number}", number + 1
    return name
