import numpy as np
import pytest

from facevae.dashboard import jobs, map_request
from facevae.dashboard.map_view import SELECTED
from facevae.data.faceset import FaceSet
from tests.pages.conftest import words


@pytest.fixture
def drawn(open_page, filled_home):
    """The page with its first map drawn."""

    def open_it(**session):
        app = open_page("latent_map", active_model="tiny", **session)
        for key in list(jobs._board()):
            jobs.wait(key)
        return app.run()

    return open_it


def test_without_faces_it_leads_to_them(open_page, filled_home):
    from facevae.data import faceset

    faceset.delete("people")
    app = open_page("latent_map", active_model="tiny")
    assert not app.exception
    assert "No faces yet" in words(app)


def test_the_map_is_drawn_and_kept(drawn, filled_home):
    app = drawn()
    assert not app.exception
    assert "40 faces. Faces that the model finds alike" in words(app)
    assert len(list((filled_home / "cache" / "maps").glob("*.parquet"))) == 1


def test_selected_faces_are_shown_with_what_is_known_of_them(drawn):
    face_ids = FaceSet.open("people").column("face_id").tolist()
    app = drawn(**{SELECTED: face_ids[:30]})
    assert "30 selected faces" in words(app)
    assert "people" in words(app)


def test_a_selection_of_another_set_is_let_go(drawn):
    app = drawn(**{SELECTED: ["face of another set"]})
    assert not app.exception
    assert "Click a point" in words(app)


def test_colours_are_columns_of_the_set(drawn):
    app = drawn()
    select = next(box for box in app.selectbox if box.label == "Colour by")
    assert select.options[:3] == ["one colour", "expression", "identity"]
    select.set_value("identity").run()
    assert not app.exception


def test_very_many_faces_are_sampled_the_same_way_every_time(filled_home, monkeypatch):
    monkeypatch.setattr(map_request, "MOST", 10)
    faces = FaceSet.open("people")
    rows = map_request.rows_of(faces, None)
    assert len(rows) == 10
    np.testing.assert_array_equal(rows, map_request.rows_of(faces, None))


def test_too_few_faces_for_a_map_are_told(open_page, filled_home):
    from facevae.data import generated

    generated.make("alone", 1, size=32, seed=3)
    app = open_page("latent_map", active_model="tiny", active_faces="alone")
    told = list(app.error)
    for key in list(jobs._board()):
        jobs.wait(key)
    told += app.run().error
    assert not app.exception
    assert any("at least 2 faces" in error.value for error in told)
    assert "Draw the map" in [button.label for button in app.button]


def test_other_settings_end_the_drawing_of_the_former(open_page, filled_home, monkeypatch):
    started = []

    class Unending:
        cancelled = False

        def cancel(self):
            self.cancelled = True

    def start(request, codec):
        started.append(Unending())
        return started[-1]

    monkeypatch.setattr(map_request, "draw_in_background", start)
    app = open_page("latent_map", active_model="tiny")
    app.segmented_control(key="map-method").set_value("tsne").run()
    assert not app.exception
    assert [job.cancelled for job in started] == [True, False]
