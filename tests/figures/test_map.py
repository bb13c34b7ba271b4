import numpy as np
import pytest

from facevae.figures.map import latent_map
from facevae.figures.theme import EXPRESSION_COLOURS

POINTS = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
IDS = [f"face-{i}" for i in range(60)]


def drawn(figure):
    """Where each face_id is drawn."""
    return {
        face_id: (x, y)
        for trace in figure.data
        if trace.customdata is not None
        for face_id, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    }


@pytest.mark.parametrize(
    "values",
    [
        None,
        ["happiness", None, "anger"] * 20,
        [f"person {i % 30}" for i in range(60)],
        [float(i) if i % 7 else None for i in range(60)],
    ],
)
def test_every_face_is_drawn_once_at_its_point_with_its_id(values):
    figure = latent_map(POINTS, IDS, values, "label", dark=False)
    places = drawn(figure)
    assert sum(len(trace.x) for trace in figure.data) == 60
    assert places == {face_id: tuple(point) for face_id, point in zip(IDS, POINTS, strict=True)}
    assert {trace.type for trace in figure.data} == {"scattergl"}


def test_expressions_have_their_fixed_colours_and_unlabelled_are_hollow():
    figure = latent_map(POINTS, IDS, ["happiness", None, "anger"] * 20, "expression", dark=True)
    by_name = {trace.name.split()[0]: trace for trace in figure.data}
    assert by_name["happiness"].marker.color == EXPRESSION_COLOURS["happiness"]
    assert by_name["anger"].marker.color == EXPRESSION_COLOURS["anger"]
    assert by_name["unlabelled"].marker.symbol == "circle-open"
    assert by_name["unlabelled"].marker.line.width > 0
    assert figure.data[0] is by_name["unlabelled"]  # behind the others


def test_the_commonest_identities_are_told_apart_and_the_rest_is_grey():
    values = [f"p{i:02d}" for i in range(20) for _ in range(3)][:48] + ["p00"] * 12
    figure = latent_map(POINTS, IDS, values, "identity", dark=False)
    named = [trace for trace in figure.data if "others" not in trace.name]
    assert len(named) == 12
    assert len({(trace.marker.color, trace.marker.symbol) for trace in named}) == 12
    assert any(trace.name.startswith("4 others") for trace in figure.data)
    assert any(trace.name.startswith("p00") and len(trace.x) == 15 for trace in named)


def test_numbers_have_a_bar_whose_ends_say_that_they_are_clipped():
    values = [*np.linspace(0, 10, 59), 1e6]
    figure = latent_map(POINTS, IDS, values, "age", dark=False)
    marker = figure.data[0].marker
    assert marker.cmax < 11
    assert marker.colorbar.ticktext[-1].startswith("≥") and marker.colorbar.ticktext[0].startswith("≤")
    assert "age" in marker.colorbar.title.text


def test_a_few_whole_numbers_are_kinds():
    assert len(latent_map(POINTS, IDS, [0, 1, 2] * 20, "glasses", dark=False).data) == 3
    assert len(latent_map(POINTS, IDS, [True, False] * 30, "glasses", dark=False).data) == 2
    assert len(latent_map(POINTS, IDS, [1.5, None] * 30, "weight", dark=False).data) == 2


def test_hostile_labels_are_shown_not_obeyed():
    hostile = ["<b>x</b>", "$\\alpha$", "<script>alert(1)</script>", "%{x}"]
    figure = latent_map(
        POINTS, IDS, hostile * 15, "<i>name</i>", False,
        placed=[("<img src=x onerror=alert(1)>", POINTS[0])], hover={"<u>id</u>": hostile * 15},
    )  # fmt: skip
    texts = [trace.name for trace in figure.data if trace.name]
    texts += [text for trace in figure.data for text in trace.hovertext]
    texts += [annotation.text for annotation in figure.layout.annotations]
    for text in texts:
        plain = text.replace("<br>", "").replace("</span>", "")
        plain = plain.replace('<span style="color:#6B6963">', "")
        assert "<" not in plain and "$" not in plain
    assert all(trace.hovertemplate is None for trace in figure.data)


def test_hover_tells_each_face_its_own_labels():
    figure = latent_map(
        POINTS, IDS, None, "", False, hover={"identity": [f"n{i}" for i in range(60)], "age": [None] * 60}
    )
    text = dict(zip(figure.data[0].customdata, figure.data[0].hovertext, strict=True))["face-7"]
    assert "n7" in text and "age" in text and "–" in text


def test_a_placed_face_is_marked_named_and_no_face_of_the_set():
    figure = latent_map(POINTS, IDS, None, "", False, placed=[("me", (1.0, 2.0))])
    assert figure.data[-1].marker.symbol == "star" and figure.data[-1].customdata is None
    assert figure.layout.annotations[0].text == "me"
    assert max(trace.marker.size for trace in figure.data[1:]) > 2 * figure.data[0].marker.size


def test_selected_faces_stand_out_whatever_group_they_are_in():
    figure = latent_map(
        POINTS, IDS, ["anger", "fear"] * 30, "expression", False, selected=["face-3", "face-8"]
    )
    chosen = [trace.customdata[i] for trace in figure.data for i in trace.selectedpoints]
    assert sorted(chosen) == ["face-3", "face-8"]
    assert latent_map(POINTS, IDS, None, "", False).data[0].selectedpoints is None


def test_both_axes_have_one_scale_and_only_pca_names_them():
    bare = latent_map(POINTS, IDS, None, "", False).layout
    assert bare.yaxis.scaleanchor == "x" and not bare.xaxis.visible
    pca = latent_map(POINTS, IDS, None, "", False, facts={"explained_variance": [0.31, 0.12]}).layout
    assert "31 %" in pca.xaxis.title.text and "12 %" in pca.yaxis.title.text
    assert pca.xaxis.showticklabels is False


def test_three_dimensions_are_a_scene_with_the_same_ids():
    solid = np.c_[POINTS, POINTS[:, :1]]
    figure = latent_map(solid, IDS, ["anger", None] * 30, "expression", True, placed=[("me", (0, 0, 0))])
    assert {trace.type for trace in figure.data} == {"scatter3d"}
    assert drawn(figure).keys() == set(IDS)
    assert figure.layout.scene.aspectmode == "data"


def test_a_map_of_nothing_is_an_empty_figure():
    assert len(latent_map(POINTS[:0], [], [], "expression", False).data) == 0
