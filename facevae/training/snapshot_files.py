"""Snapshots as folders that are there whole or not at all, each with a manifest of its files. No torch here.

`step-NNNNNNNN/manifest.json` says the step, what else is known, and size and SHA-256 of the other files.
"""

import hashlib
import json
import math
import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facevae.errors import RunError
from facevae.home import put, read_json, sync_folder, write_through

MANIFEST = "manifest.json"
OLD, OLD_FILES = "state.json", ("state.safetensors",)  # of runs begun before there were manifests
DRAFT, GONE = ".draft", ".gone"  # what is not yet a snapshot, and what is none any more
LAST = 2  # newest ones kept: should the very last be damaged, there is one before it


def steps(folder: Path) -> list[Path]:
    """The snapshots under the folder, oldest first."""
    return sorted(folder.glob("step-*"))


def step_of(path: Path) -> int:
    return int(path.name.removeprefix("step-"))


def write(folder: Path, step: int, files: Mapping[str, bytes | memoryview], facts: dict[str, Any]) -> Path:
    """Write `step-NNNNNNNN` under the folder whole or not at all; an intact one of this step stays.

    Args:
        facts: JSON values that belong into the manifest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"step-{step:08d}"
    if final.exists() and fault(final) is None:
        return final
    sweep(folder)
    draft = folder / f"{DRAFT}-{uuid.uuid4().hex[:8]}"
    try:
        draft.mkdir()
        listed = {}
        for name, content in files.items():
            write_through(draft / name, content)
            listed[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest = {"step": step, **facts, "files": listed}
        manifest["sha256"] = _digest(manifest)
        write_through(draft / MANIFEST, json.dumps(manifest, indent=2).encode() + b"\n")
        sync_folder(draft)
        remove([final])  # a damaged one
        put(draft, final)
        sync_folder(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return final


def sweep(folder: Path) -> None:
    """Remove what writers that were killed have left."""
    for path in [*folder.glob(f"{DRAFT}*"), *folder.glob(f"{GONE}*")]:
        shutil.rmtree(path, ignore_errors=True)


def remove(paths: list[Path]) -> None:
    """Remove snapshots, each at once: whoever is killed meanwhile leaves no part of one under its name."""
    for path in paths:
        if path.exists():
            aside = path.with_name(f"{GONE}-{path.name}-{uuid.uuid4().hex[:8]}")
            os.replace(path, aside)
            shutil.rmtree(aside, ignore_errors=True)


def read(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest of a snapshot and the content of its files.

    Raises:
        RunError: something of it is missing, or not what was written.
    """
    try:
        if (path / OLD).exists():
            return read_json(path / OLD), {name: (path / name).read_bytes() for name in OLD_FILES}
        manifest = _manifest(path)
        files = {}
        for name, told in manifest["files"].items():
            files[name] = (path / name).read_bytes()
            if len(files[name]) != told["bytes"]:
                raise _damaged(path, f"{name} has {len(files[name]):,} of {told['bytes']:,} bytes")
            if hashlib.sha256(files[name]).hexdigest() != told["sha256"]:
                raise _damaged(path, f"{name} is not what was written")
    except OSError as error:
        named = Path(error.filename).name if error.filename else "a file"
        raise _damaged(path, f"{named}: {(error.strerror or str(error)).lower()}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, f"{MANIFEST} cannot be read") from error
    return manifest, files


def _manifest(path: Path) -> dict[str, Any]:
    manifest = read_json(path / MANIFEST)
    if manifest.pop("sha256") != _digest(manifest) or manifest["step"] != step_of(path):
        raise ValueError("not what was written")
    return manifest


def _digest(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _damaged(path: Path, what: str) -> RunError:
    return RunError(f"The snapshot of step {step_of(path):,} is damaged: {what}.", "Delete it.")


def fault(path: Path) -> str | None:
    """What is wrong with a snapshot; None where it is as it was written."""
    try:
        read(path)
    except RunError as error:
        return error.what
    return None


def superfluous(folder: Path, newest: int, every: int = 0) -> list[Path]:
    """The snapshots that need not be kept: neither the best, nor one of the last, nor one in so many.

    Args:
        newest: the step of the one just written; what claims to be later is of a course that was given up.
        every: steps of which every multiple is kept; 0: none.
    """
    found = [path for path in steps(folder) if step_of(path) <= newest]
    kept = {*found[-LAST:], *(path for path in found if every and step_of(path) % every == 0)}
    judged = {path: loss for path in found if (loss := _validation_loss(path)) is not None}
    if judged:
        kept.add(min(judged, key=judged.__getitem__))
    return [path for path in steps(folder) if path not in kept]


def _validation_loss(path: Path) -> float | None:
    try:
        loss = _manifest(path).get("validation_loss")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return loss if isinstance(loss, float) and math.isfinite(loss) else None
