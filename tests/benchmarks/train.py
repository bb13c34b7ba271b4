"""How many faces a second training sees, beside pythae's trainer, and how long it waits for data and disk."""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

TURNS = 7
FACES = 1024
MOST = 8192  # faces in a turn: pythae holds them as float32
FLOORS = {"times_pythae": {"cpu": 3, "cuda": 10}, "loader_wait": 0.03, "snapshot_wait": 0.01}  # wanted
PYTHAE = "pythae"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    parser.add_argument("--seconds", type=float, default=20, help="about how long each row is measured (20)")
    parser.add_argument("--presets", nargs="+", default=["conv", "photo"])
    parser.add_argument("--threads", type=int, default=0, help="of both trainers (all cores)")
    parser.add_argument("--profile", action="store_true", help="also what the time of our step goes into")


def run(options: argparse.Namespace) -> None:
    """Print a table, the trainers taking turns, and write the figures as JSON where asked to."""
    from facevae.data.generated.making import make
    from facevae.training import device as devices
    from tests.benchmarks import machine

    device = devices.choose()
    options.threads = devices.use_threads(options.threads or machine.cores())
    result: dict[str, Any] = {
        "machine": machine.facts(device, devices.precision(device)),
        "threads": options.threads,
        "seconds": options.seconds,
        "floors": FLOORS,
        "speed": [],
        "stalls": [],
    }
    print(_named(result))
    with tempfile.TemporaryDirectory() as home:
        os.environ["FACEVAE_HOME"] = home
        make("measured", FACES)
        fetched = _fetch(Path(home, PYTHAE))
        for preset in options.presets:
            rows = _speed(preset, options, fetched, result["machine"]["tera_flops"])
            result["speed"] += rows
            _print_speed(preset, rows)
        for preset in options.presets:
            result["stalls"] += _stalls(preset, options.seconds, result["speed"])
        _print_stalls(result["stalls"])
    print(f"\nwanted: {FLOORS}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


def _named(result: dict[str, Any]) -> str:
    facts = result["machine"]
    return (
        f"{facts['gpu'] or facts['cpu']}, {facts['cores']} cores, {result['threads']} threads, "
        f"torch {facts['torch']}, matrices of {facts['number']} at {facts['tera_flops']:.2f} Tflop/s, "
        f"of float32 at {facts['tera_flops_float32']:.2f}, load before {facts['load']}"
    )


def _fetch(folder: Path) -> bool:
    """Whether pythae is there to be measured; if not, it is said why."""
    from tests.benchmarks import train_pythae

    try:
        train_pythae.fetch(folder)
    except train_pythae.NotThere as error:
        print(f"pythae {train_pythae.VERSION} could not be fetched, so its rows are missing: {error}")
        return False
    return True


def _speed(preset: str, options: argparse.Namespace, fetched: bool, tera_flops: float) -> list[dict]:
    """A row for each contender over one preset's network."""
    from tests.benchmarks.train_ours import UNCHANGED, Ours

    own = {"threads": options.threads, **UNCHANGED}
    fast = Ours("FaceVAE", "measured", preset, own)
    slow = Ours("FaceVAE, float32", "measured", preset, {**own, "precision": "float32"})
    changing = Ours("FaceVAE, faces changed", "measured", preset, {"threads": options.threads})
    contenders: list[Any] = [fast, slow, changing]
    gpu = fast.trainer.device.type == "cuda"
    if gpu:  # on a CPU a compiled step was slower than an eager one
        contenders.append(Ours("FaceVAE, compiled", "measured", preset, own, "default"))
        contenders.append(Ours("FaceVAE, CUDA graphs", "measured", preset, own, "reduce-overhead"))
    steps = _steps(slow, options.seconds)
    if fetched:
        contenders.append(_pythae(fast, steps, Path(os.environ["FACEVAE_HOME"], "theirs")))
    rows = _take_turns(contenders, steps)
    operations = fast.operations()
    for row in rows:
        row |= {"preset": preset, "flop_per_image": operations}
        row["matrix_share"] = round(operations * row["images_per_s"] / (tera_flops * 1e12), 4)
    if options.profile:
        print(fast.profile())
    return rows


def _steps(contender: Any, seconds: float) -> int:
    """Steps in a turn, so that all turns of a contender of this speed take so long."""
    contender(3)
    began = time.perf_counter()
    contender(3)
    wished = round(3 * seconds / TURNS / (time.perf_counter() - began))
    return min(max(3, wished), MOST // contender.batch_size)


def _pythae(fast: Any, steps: int, folder: Path) -> Any:
    """pythae's trainer over the same faces; on a GPU by its fastest settings of those there are."""
    from tests.benchmarks.train_pythae import VERSION, Pythae

    config = fast.loop.config
    pictures = fast.loop.faces.pictures.cpu()
    pictures = pictures[[number % len(pictures) for number in range(steps * fast.batch_size)]]
    common = {
        "per_device_train_batch_size": fast.batch_size,
        "learning_rate": config.learning_rate,
        "optimizer_cls": "AdamW",
        "optimizer_params": {"weight_decay": config.weight_decay},
        "no_cuda": fast.trainer.device.type != "cuda",
    }
    gpu = fast.trainer.device.type == "cuda"
    choices = [{"amp": amp, "train_dataloader_num_workers": n} for amp in (False, True) for n in (0, 4)]
    trainers = [
        Pythae(f"{PYTHAE} {VERSION}", fast.loop.model_config, pictures, folder, common | choice)
        for choice in (choices if gpu else [{}])  # its amp is CUDA's alone
    ]
    return min(trainers, key=lambda trainer: _second_time(trainer, steps)) if gpu else trainers[0]


def _second_time(contender: Any, steps: int) -> float:
    contender(steps)
    return _time(contender, steps)[0]


def _time(contender: Any, steps: int) -> tuple[float, float]:
    """Seconds by the clock and of processor time."""
    clock, processor = time.perf_counter(), time.process_time()
    contender(steps)
    return time.perf_counter() - clock, time.process_time() - processor


def _take_turns(contenders: list[Any], steps: int) -> list[dict[str, Any]]:
    """Images a second of each, the medians of turns."""
    for contender in contenders:
        contender(steps)  # warms up
    taken: dict[str, list[tuple[float, float]]] = {contender.name: [] for contender in contenders}
    for _ in range(TURNS):
        for contender in contenders:
            taken[contender.name].append(_time(contender, steps))
    rows = []
    for contender in contenders:
        images = steps * contender.batch_size
        clock, processor = zip(*taken[contender.name], strict=True)
        rows.append(
            {
                "trainer": contender.name,
                "precision": contender.precision,
                "batch_size": contender.batch_size,
                "images_per_s": round(images / statistics.median(clock), 1),
                "images_per_core_s": round(images / statistics.median(processor), 1),
                "turns": [round(images / seconds, 1) for seconds in clock],
            }
        )
    theirs = next((row for row in rows if row["trainer"].startswith(PYTHAE)), None)
    for row in rows:
        for name, by in (("times_pythae", "images_per_s"), ("times_pythae_core", "images_per_core_s")):
            row[name] = round(row[by] / theirs[by], 2) if theirs else None
    return rows


def _stalls(preset: str, seconds: float, speed: list[dict]) -> list[dict[str, Any]]:
    from tests.benchmarks.train_stalls import stalls

    row = next(row for row in speed if row["preset"] == preset and row["trainer"].endswith("changed"))
    pace = row["images_per_s"] / row["batch_size"]
    return [stalls("measured", preset, seconds, pace, on_disk) for on_disk in (False, True)]


def _print_speed(preset: str, rows: list[dict[str, Any]]) -> None:
    print(f"\n{preset}, batches of {rows[0]['batch_size']}, median of {TURNS} turns")
    print(
        f"{'trainer':<24}{'precision':<24}{'images/s':>10}{'a core-s':>10}{'× pythae':>10}{'a core-s':>10}"
        f"{'matrix rate':>13}"
    )
    for row in rows:
        both = (row["times_pythae"], row["times_pythae_core"])
        times = "".join(f"{'' if value is None else format(value, '.2f'):>10}" for value in both)
        print(
            f"{row['trainer']:<24}{row['precision']:<24}{row['images_per_s']:>10,.0f}"
            f"{row['images_per_core_s']:>10,.0f}{times}{row['matrix_share']:>13.1%}"
        )


def _print_stalls(rows: list[dict[str, Any]]) -> None:
    from facevae.training.config import TrainConfig

    every = TrainConfig().snapshot_every // 2
    print(f"\nA whole run; snapshots as shares of the time between two of them, {every} steps")
    print(
        f"{'preset':<12}{'faces':<12}{'steps':>8}{'seconds':>10}{'waits for faces':>18}{'for snapshots':>16}"
    )
    for row in rows:
        print(
            f"{row['preset']:<12}{row['faces']:<12}{row['steps']:>8}{row['seconds']:>10.1f}"
            f"{row['loader_wait']:>18.2%}{row['snapshot_wait']:>16.3%}  ({row['snapshot_ms']} ms each)"
        )
