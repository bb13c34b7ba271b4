"""Curves of runs for other programs: CSV, and event files that TensorBoard reads. No torch here."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from facevae.errors import RunError
from facevae.training import curves
from facevae.training.run import Run

TENSORBOARD = "tensorboard"  # folder within the run's


def rows(run: Run) -> pa.Table:
    """Every row that the run logged and that counts, a column a figure, empty where it was not logged.

    Raises:
        RunError: nothing was logged yet.
    """
    path = run.folder / "metrics.jsonl"
    found = [table for table, _ in curves.tables(path)] if path.exists() else []
    found = [table for table in found if len(table)]
    if not found:
        raise RunError(f"The run “{run.name}” has logged nothing yet.", "Wait for its first steps.")
    return pa.concat_tables(found, promote_options="permissive")


def csv(runs: Sequence[Run]) -> bytes:
    """All that the runs logged as one table with a header; of several, the first column names the run.

    Raises:
        RunError: one of them has logged nothing yet.
    """
    tables = [rows(run) for run in runs]
    if len(runs) > 1:
        named = zip(runs, tables, strict=True)
        tables = [table.add_column(0, "run", pa.array([run.name] * len(table))) for run, table in named]
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(pa.concat_tables(tables, promote_options="permissive"), sink)
    return sink.getvalue().to_pybytes()


def to_tensorboard(run: Run) -> Path:
    """Write the run's curves, pictures and settings as TensorBoard's event files into its folder.

    What was written there before is replaced. Times are those of the training, without its pauses.

    Returns:
        The folder to give to `tensorboard --logdir`.

    Raises:
        RunError: nothing was logged yet.
    """
    from tensorboardX import FileWriter

    table, begun = rows(run), run.status().get("started", 0.0)
    folder = run.folder / TENSORBOARD
    with tempfile.TemporaryDirectory(dir=run.folder, prefix=".tensorboard-") as draft:
        writer = FileWriter(draft)
        _write_figures(writer, table, begun)
        _write_pictures(writer, run, begun)
        _write_settings(writer, run, begun)
        writer.close()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(draft, folder)
    return folder


def tag(figure: str) -> str:
    """The figure's name in TensorBoard: `validation_kl` stands beside `kl` as `kl/validation`."""
    name = figure.removeprefix("validation_")
    return f"{name}/{'training' if name == figure else 'validation'}"


def _write_figures(writer, table: pa.Table, begun: float) -> None:
    from tensorboardX.proto.summary_pb2 import Summary

    columns = {
        name: table[name].cast(pa.float64()).to_numpy()
        for name in table.column_names
        if pa.types.is_integer(table[name].type) or pa.types.is_floating(table[name].type)
    }
    steps, seconds = columns.pop("step"), np.nan_to_num(columns.pop("seconds", np.zeros(len(table))))
    tags = [tag(name) for name in columns]
    logged = np.stack([*columns.values()], 1) if columns else np.empty((len(table), 0))
    for step, second, values in zip(steps.astype(int).tolist(), seconds.tolist(), logged, strict=True):
        there = np.flatnonzero(~np.isnan(values))
        figures = [Summary.Value(tag=tags[i], simple_value=values[i]) for i in there]
        writer.add_summary(Summary(value=figures), step, walltime=begun + second)


def _write_pictures(writer, run: Run, begun: float) -> None:
    from PIL import Image
    from tensorboardX.proto.summary_pb2 import Summary

    along = curves.read(run.folder, ())
    for step, path in run.samples():
        with Image.open(path) as picture:
            width, height = picture.size
        shown = Summary.Image(
            height=height, width=width, colorspace=3, encoded_image_string=path.read_bytes()
        )
        second = float(along.along(np.array([step]), "seconds")[0])
        value = Summary.Value(tag="faces/original_over_reconstruction", image=shown)
        writer.add_summary(Summary(value=[value]), step, walltime=begun + second)


def _write_settings(writer, run: Run, begun: float) -> None:
    from tensorboardX.summary import text

    shown = "```json\n" + json.dumps(run.config, indent=2, ensure_ascii=False) + "\n```"
    writer.add_summary(text("settings", shown), 0, walltime=begun)
