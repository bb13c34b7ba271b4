"""The selected faces as files: a table with their places on the map, or their pictures."""

import io
import zipfile

import numpy as np
import pandas as pd
import streamlit as st

from facevae.dashboard.messages import plain

MOST_PICTURES = 20_000  # in one zip
AXES = ("map_x", "map_y", "map_z")


def table(drawn, faces, rows: np.ndarray) -> pd.DataFrame:
    """One line a face of these rows of the map: its place and all that the index knows of it."""
    points = drawn.points[rows]
    places = pd.DataFrame({AXES[i]: points[:, i] for i in range(points.shape[1])})
    known = faces.index.iloc[faces.positions(drawn.face_ids[rows])].reset_index(drop=True)
    known = known.loc[:, known.notna().any()]
    known.insert(1, "face_set", faces.name)
    return pd.concat([known, places], axis=1)


def zipped(faces, face_ids: list[str]) -> bytes:
    """Pictures as PNG with `labels.csv`, which the Data page brings in again as it stands."""
    from PIL import Image

    positions = faces.positions(face_ids)
    packed, labels = io.BytesIO(), faces.index.iloc[positions].reset_index(drop=True)
    files = [f"images/{face_id}.png" for face_id in face_ids]
    labels = labels.loc[:, labels.notna().any()].drop(
        columns=["source", "x0", "y0", "x1", "y1"], errors="ignore"
    )
    labels.insert(0, "file", files)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("labels.csv", labels.to_csv(index=False))
        for file, position in zip(files, positions, strict=True):
            picture = io.BytesIO()
            Image.fromarray(np.asarray(faces.pixels[position])).save(picture, "PNG", compress_level=1)
            archive.writestr(file, picture.getvalue())
    return packed.getvalue()


def exports(drawn, faces, rows: np.ndarray) -> None:
    """The button that offers files of these rows of the map; they are made in a thread without a session."""
    face_ids = drawn.face_ids[rows].tolist()

    def parquet() -> bytes:
        content = io.BytesIO()
        table(drawn, faces, rows).to_parquet(content, index=False)
        return content.getvalue()

    stem = f"{faces.name}-selected"
    with st.popover("Export", icon=":material/download:"):
        st.caption(f"{len(face_ids):,} faces of “{plain(faces.name)}”.")
        for label, data, file, kind in (
            (
                "Table (CSV)",
                lambda: table(drawn, faces, rows).to_csv(index=False).encode(),
                f"{stem}.csv",
                "text/csv",
            ),
            ("Table (Parquet)", parquet, f"{stem}.parquet", "application/vnd.apache.parquet"),
            ("Pictures (zip)", lambda: zipped(faces, face_ids), f"{stem}.zip", "application/zip"),
        ):
            too_many = kind == "application/zip" and len(face_ids) > MOST_PICTURES
            st.download_button(
                label,
                data,
                file,
                kind,
                on_click="ignore",
                disabled=too_many,
                help=f"At most {MOST_PICTURES:,} pictures at once." if too_many else None,
                width="stretch",
                key=f"map-export-{file}",
            )
