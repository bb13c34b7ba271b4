"""The verb that trains the face detector: `train-detector`."""

import argparse
from dataclasses import fields
from pathlib import Path
from typing import Any

from facevae.cli.arguments import settings_of
from facevae.cli.progress import on_stderr
from facevae.errors import ConfigError


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    train = verbs.add_parser("train-detector", parents=[common], help="train the face detector that ships")
    train.add_argument(
        "--data",
        action="append",
        required=True,
        type=Path,
        metavar="ZIP",
        help="pictures to learn from; the first's also give surroundings; what they hold out is left out",
    )
    train.add_argument("--teacher", required=True, type=Path, metavar="ONNX", help="a release of YuNet")
    train.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="goes on where it stopped")
    train.add_argument("--generated", type=int, default=1500, help="drawn faces to learn from (1500)")
    train.add_argument("--device", default="auto", help="auto, cpu, cuda")
    train.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="settings", help="such as steps=2000"
    )
    train.set_defaults(verb=_train)


def _train(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.faces.yunet import YuNet
    from facevae.training import device as devices
    from facevae.training.detector import learning, lessons, publishing

    devices.use_threads()
    settings = _settings(learning.Settings, settings_of(options.settings))
    work = options.out / "work"
    work.mkdir(parents=True, exist_ok=True)
    teacher = YuNet(options.teacher, sure=lessons.LEAST)
    known = lessons.gather(options.data, options.generated, teacher.detect, work, settings.seed, on_stderr())
    learner = learning.learn(known, work, settings, options.device, on_stderr())
    publishing.publish(learner, known, options.teacher.stem, options.out)
    result = {"folder": str(options.out), "steps": learner.step}
    return result, [f"{options.out}: a detector after {learner.step:,} steps"]


def _settings(kind: type, given: dict[str, str]) -> Any:
    types = {field.name: field.type for field in fields(kind)}
    try:
        return kind(**{name: types[name](value) for name, value in given.items()})
    except KeyError as error:
        raise ConfigError(
            f"There is no setting {error.args[0]}.", f"Choose from {', '.join(types)}."
        ) from error
    except ValueError as error:
        raise ConfigError(f"A setting is no number: {error}.", "Write key=number.") from error
