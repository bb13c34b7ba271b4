"""A trained detector as a folder: fused weights in half precision, its settings and its card."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from safetensors.torch import save

from facevae.faces.looking import WEIGHTS
from facevae.faces.network import STRIDES, WIDTHS, Network, fused
from facevae.home import write_bytes, write_json
from facevae.training import device as devices
from facevae.training.detector.learning import Learner
from facevae.training.detector.lessons import SURE, Lessons

# A score from here on is called a face. Set on 80 pictures of people trained on, under the distortions of the
# measurement: 99.9 % found and no false alarm.
THRESHOLD = 0.65
TERMS = (
    "Weights under the MIT licence. They learned from research data, by the answers of YuNet (MIT, Copyright "
    "(c) 2020 Shiqi Yu): use them for research and demonstration."
)


def publish(learner: Learner, lessons: dict[str, Lessons], teacher: str, folder: Path) -> None:
    """Write `detector.safetensors`, `config.json` and `card.json`; its figures come with the measurement."""
    network = Network()
    network.load_state_dict({key: value.cpu() for key, value in learner.averaged.items()})
    state = {key: value.half().contiguous() for key, value in fused(network).state_dict().items()}
    settings = asdict(learner.settings)
    network = {"strides": STRIDES, "widths": WIDTHS}
    write_json(folder / "config.json", {"network": network, "sure": THRESHOLD, "training": settings})
    write_json(
        folder / "card.json",
        {
            "title": "Face detector",
            "created": date.today().isoformat(),
            "kind": "detector",
            "parameters": sum(value.numel() for value in state.values()),
            "data": {
                "teacher": teacher,
                "pictures": {name: len(own) for name, own in lessons.items()},
                "faces": {
                    name: sum(int((rows[:, 14] >= SURE).sum()) for rows in own.faces)
                    for name, own in lessons.items()
                },
            },
            "training": {
                "steps": learner.step,
                "canvases": learner.step * learner.settings.batch,
                "device": devices.describe(learner.device, learner.precision),
            },
            "figures": [],
            "terms": TERMS,
        },
    )
    write_bytes(folder / WEIGHTS, save(state))
