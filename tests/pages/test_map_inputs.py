"""Faces and models that the map cannot draw as others: a plain message, and a page that works."""

import numpy as np
import pytest

from facevae.dashboard import jobs, map_columns, map_request
from facevae.dashboard.map_selection import SELECTED
from facevae.data import faceset, generated
from facevae.data.faceset import FaceSet
from facevae.data.writer import FaceSetWriter
from facevae.errors import Cancelled
from facevae.latents import store
from tests.pages.conftest import words


@pytest.fixture
def opened(open_page, filled_home):
    """The page with this set, its first map drawn or known to be impossible; and all that it told."""

    def open_it(faces: str = "people", **session):
        app = open_page("latent_map", active_model="tiny", active_faces=faces, **session)
        told = words(app)
        for key in list(jobs._board()):
            jobs.wait(key)
        app.run()
        assert not app.exception
        return app, told + words(app)

    return open_it


def made(name: str, pictures: np.ndarray, **labels) -> None:
    with FaceSetWriter(name, pictures.shape[1]) as writer:
        writer.add(pictures, [{"source": f"{i}.png"} | labels for i in range(len(pictures))])


def draw_again(app) -> None:
    assert "Draw the map" in [button.label for button in app.button]


def test_no_labels_to_colour_by(opened):
    made("bare", FaceSet.open("people").read(np.arange(12)))
    app, told = opened("bare")
    select = next(box for box in app.selectbox if box.label == "Colour by")
    assert "12 faces. Faces that the model finds alike" in told
    assert "expression" not in select.options and "identity" not in select.options
    for name in (select.options[0], "cluster" if "cluster" in select.options else select.options[-1]):
        select.set_value(name).run()
        assert not app.exception
    chosen = FaceSet.open("bare").column("face_id").tolist()[:2]
    app, told = opened("bare", **{SELECTED: chosen})
    assert "2 selected faces" in told and "The way between the two" in told


def test_a_thousand_identical_faces(opened):
    made("twins", np.repeat(FaceSet.open("people").read(np.arange(1)), 1000, axis=0))
    app, told = opened("twins")
    assert "1000 faces have the same latents" in told and "Choose different faces" in told
    draw_again(app)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_two_or_three_faces_in_every_colour(opened, count):
    made("few", FaceSet.open("people").read(np.arange(count)))
    app, told = opened("few", **{SELECTED: FaceSet.open("few").column("face_id").tolist()})
    if count == 1:
        assert "PCA needs at least 2 faces; there are 1" in told
        return draw_again(app)
    assert f"{count} faces. Faces that the model finds alike" in told
    for name in map_columns.COMPUTED:
        app.selectbox(key="map-colour-few").set_value(name).run()
        for key in list(jobs._board()):
            jobs.wait(key)
        app.run()
        assert not app.exception, name
        if app.error:
            assert (name, count) == ("=distortion", 2) or name == "=unusual"
            next(button for button in app.button if button.label == "Dismiss").click().run()
    app.segmented_control(key="map-method").set_value("tsne").run()
    for key in list(jobs._board()):
        jobs.wait(key)
    assert f"t-SNE needs at least 5 faces; there are {count}" in words(app.run()) and not app.exception


def test_a_few_faces_that_differ_among_a_thousand_identical_ones(opened):
    pictures = FaceSet.open("people").read(np.arange(4))
    made("nearly", np.concatenate([np.repeat(pictures[:1], 300, axis=0), pictures]))
    app, told = opened("nearly")
    assert not app.error and "304 faces. Faces that the model finds alike" in told


def test_latents_that_are_no_numbers(opened, monkeypatch):
    known = store.latents

    def broken(*args, **settings):
        z = known(*args, **settings).copy()
        z[3] = np.nan
        return z

    monkeypatch.setattr(store, "latents", broken)
    app, told = opened()
    assert "1 of 40 faces have latents that are not finite numbers" in told
    assert "choose another checkpoint" in told
    draw_again(app)


@pytest.mark.parametrize("size", [16, 48])
def test_a_model_of_another_size_than_the_set(opened, size):
    generated.make("others", 20, size=size, seed=2)
    chosen = FaceSet.open("others").column("face_id").tolist()[:2]
    app, told = opened("others", **{SELECTED: chosen})
    assert not app.error
    assert "20 faces. Faces" in told and "The way between the two" in told and "2 selected faces" in told


def test_a_cancelled_projection_waits_until_it_is_wanted(opened, monkeypatch):
    drawing = map_request._draw

    def cancelled(request, latents, progress, watch=None):
        latents()
        raise Cancelled

    monkeypatch.setattr(map_request, "_draw", cancelled)
    app, told = opened()
    assert "Cancelled. Nothing was changed." in told
    monkeypatch.setattr(map_request, "_draw", drawing)
    next(button for button in app.button if button.label == "Dismiss").click().run()
    next(button for button in app.button if button.label == "Draw the map").click().run()
    for key in list(jobs._board()):
        jobs.wait(key)
    assert "40 faces. Faces that the model finds alike" in words(app.run())


@pytest.mark.parametrize("left", [0, 1])
def test_a_set_that_was_deleted_while_its_map_was_open(opened, left):
    if left:
        generated.make("others", 20, size=32, seed=2)
    app, _ = opened(**{SELECTED: FaceSet.open("people").column("face_id").tolist()[:2]})
    faceset.delete("people")
    app.run()
    for key in list(jobs._board()):
        jobs.wait(key)
    app.run()
    assert not app.exception and not app.error
    assert ("20 faces. Faces that the model" if left else "No faces yet") in words(app)
