"""Measures a model on a face set, beside its baselines on the same crops, splits and pairs."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from facevae.data.faceset import FaceSet
from facevae.errors import CheckpointError, ConfigError, FaceSetError
from facevae.json_values import plain
from facevae.latents.codec import Codec
from facevae.progress import Progress, silent
from facevae.recognition.embedding import Embedder
from facevae.recognition.protocols.setting import Setting, bare
from facevae.recognition.registry import PROTOCOLS

Told = Callable[[dict[str, Any]], None]


def run(
    model: Codec | Embedder,
    face_set: FaceSet,
    protocol: str,
    *,
    split: str | None = None,
    pairs: str | None = None,
    enrol: int | None = None,
    probe_where: tuple[str, str] | None = None,
    label: str | None = None,
    seed: int = 0,
    progress: Progress = silent,
    found: Told | None = None,
) -> dict[str, Any]:
    """The report of one protocol, or of all that the set's labels and the model allow.

    Args:
        protocol: one of `PROTOCOLS`, or `all`.
        split: the faces to measure with; by default those that were held out from a model that learned from
            this set, else all that suit the protocol.
        pairs: a file of pairs; by default LFW's View 1 where the set brings it, else pairs drawn.
        enrol: pictures of each person in the gallery, by default 1; the rest are probes.
        probe_where: column and value of the probes; the others are enrolled.
        label: a column of labels instead of `expression`.
        found: told of the leaks of each protocol before anything is scored.

    Returns:
        facts, `leaks`, a part named after each protocol, and `baseline`: under the name of each baseline
        parts of the same form, and under the name of each protocol those of the strongest.

    Raises:
        FaceSetError: the set lacks the labels that the protocol needs.
        CheckpointError: the model cannot do what is measured.
    """
    if protocol not in (*PROTOCOLS, "all"):
        raise ConfigError(f"“{protocol}” is no protocol.", f"Choose {', '.join(PROTOCOLS)} or all.")
    setting = Setting(model, face_set, split, pairs, enrol, probe_where, label, seed, progress, found)
    report: dict[str, Any] = {"baseline": {}, "leaks": {}}
    if protocol == "all":
        report["left_out"] = {}
        for name in PROTOCOLS:
            try:
                _join(report, PROTOCOLS[name].load()(setting))
            except (FaceSetError, CheckpointError) as error:
                report["left_out"][name] = str(error)
    else:
        _join(report, PROTOCOLS[protocol].load()(setting))
    return _facts(setting, protocol) | plain(report)


def _facts(setting: Setting, protocol: str) -> dict[str, Any]:
    return {
        "checkpoint": setting.embedder.name,
        "checkpoint_id": setting.checkpoint_id,
        "data": setting.face_set.name,
        "version": setting.face_set.version,
        "protocol": protocol,
        "options": setting.options,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _join(report: dict[str, Any], part: dict[str, Any]) -> None:
    """Take a protocol's part into the report; what both call `baseline` or `leaks` is put together."""
    for key, value in part.items():
        if key in ("baseline", "leaks"):
            for name, figures in value.items():
                known = report[key].get(name)
                report[key][name] = known | figures if isinstance(known, dict) else figures
        else:
            report[key] = value


__all__ = ["PROTOCOLS", "bare", "run"]
