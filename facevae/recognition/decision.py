"""What a score of two faces means, by what was measured of the model."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from facevae.recognition.reports import Report


@dataclass(frozen=True)
class Decision:
    """A score beside those of pairs whose truth is known.

    Args:
        same: whether the score reaches the threshold.
        far: the share of impostor pairs that score as high or higher as the threshold.
        frr: the share of genuine pairs that score lower.
        above_impostors: the share of impostor pairs that score lower than this pair.
        above_genuine: the share of genuine pairs that do.
        measured_on: the face set and protocol.
    """

    same: bool
    threshold: float
    far: float
    frr: float
    above_impostors: float
    above_genuine: float
    measured_on: str
    n: int


def decide(score: float, report: Report, threshold: float | None = None) -> Decision:
    """The decision at a threshold, by default the one the report was measured with."""
    measured = report["verification"]
    threshold = measured["threshold"] if threshold is None else threshold
    genuine, impostor = (np.array(measured["curves"]["scores"][kind]) for kind in ("genuine", "impostor"))
    return Decision(
        same=score >= threshold,
        threshold=threshold,
        far=float((impostor >= threshold).mean()),
        frr=float((genuine < threshold).mean()),
        above_impostors=float((impostor < score).mean()),
        above_genuine=float((genuine < score).mean()),
        measured_on=f"{report['data']}, {measured['name']}",
        n=measured["n"],
    )


def surest(reports: list[Report], protocol: str) -> dict[str, Any] | None:
    """The report that measured the protocol on the most faces or pairs; None for an untested model.

    What was measured on training faces, or by other labels than the expression, tells nothing of new faces.
    """
    return max(fair(reports, protocol), key=lambda report: report[protocol]["n"], default=None)


def fair(reports: list[Report], protocol: str) -> list[Report]:
    """The reports that tell how the protocol goes with new faces."""
    return [
        report
        for report in reports
        if protocol in report
        and report["options"].get("split") != "train"
        and not report["options"].get("label")
    ]
