import numpy as np
import pytest

from facevae.dashboard import jobs, map_export, map_path, map_request, map_trust, navigation, opened
from facevae.dashboard.map_selection import SELECTED
from facevae.data.faceset import FaceSet
from facevae.latents import maps, store, trust
from facevae.latents.codec import Codec
from facevae.latents.projection import project
from facevae.latents.projection_methods import METHODS, Method, Setting
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
    assert "people: " in words(app) and "expression: " in words(app)


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


def test_the_selection_stays_when_method_colour_and_page_change(drawn):
    chosen = FaceSet.open("people").column("face_id").tolist()[:5]
    app = drawn(**{SELECTED: chosen})
    app.selectbox(key="map-colour-people").set_value("identity").run()
    app.segmented_control(key="map-dimensions").set_value(3).run()
    for key in list(jobs._board()):
        jobs.wait(key)
    app.run()
    app.switch_page(navigation.path("data")).run()
    app.switch_page(navigation.path("latent_map")).run()
    assert app.session_state[SELECTED] == chosen
    assert "5 selected faces" in words(app)


def test_faces_that_the_map_leaves_out_stay_selected(drawn):
    faces = FaceSet.open("people")
    split = faces.column("split").to_numpy()
    chosen = faces.column("face_id")[np.isin(split, ["train", "validation"])].tolist()
    app = drawn(**{SELECTED: chosen})
    app.selectbox(key="map-split").set_value("train").run()
    for key in list(jobs._board()):
        jobs.wait(key)
    app.run()
    assert f"{(split == 'train').sum()} selected faces" in words(app)
    assert f"{(split == 'validation').sum()} more selected faces are not on this map" in words(app)
    assert app.session_state[SELECTED] == chosen


def test_faces_are_found_by_their_labels(drawn):
    app = drawn()
    app.text_input(key="map-search").set_value("happiness").run()
    happy = (FaceSet.open("people").column("expression") == "happiness").sum()
    assert happy and f"{happy} selected face" in words(app)
    app.text_input(key="map-search").set_value("nobody is called so").run()
    assert f"{happy} selected face" in words(app)
    assert "No face on the map has" in app.toast[0].value


def test_the_selection_as_a_table_has_each_face_once_with_its_place(filled_home):
    faces = FaceSet.open("people")
    face_ids = faces.column("face_id").to_numpy()
    points = np.arange(80, dtype=np.float32).reshape(40, 2)
    made = map_export.table(maps.Map(face_ids.astype(str), points, {}), faces, np.array([3, 7]))
    assert made["face_id"].tolist() == face_ids[[3, 7]].tolist()
    assert made["map_y"].tolist() == [7, 15]
    assert made["expression"].tolist() == faces.column("expression").iloc[[3, 7]].tolist()


def test_the_selection_as_a_zip_can_be_brought_in_again(filled_home):
    from facevae.data.importer import import_faces

    faces = FaceSet.open("people")
    face_ids = faces.column("face_id").tolist()[:6]
    path = filled_home / "chosen.zip"
    path.write_bytes(map_export.zipped(faces, face_ids))
    import_faces(path, "again", crop="none", size=32)
    again = FaceSet.open("again")
    files = [again.column("source").tolist().index(f"images/{face_id}.png") for face_id in face_ids]
    np.testing.assert_array_equal(again.pixels[files], faces.pixels[:6])
    expressions = again.column("expression").iloc[files].tolist()
    assert expressions == faces.column("expression").tolist()[:6]


@pytest.mark.parametrize("page", ["reconstruct", "generate", "data"])
def test_selected_faces_open_on_other_pages(drawn, page):
    chosen = FaceSet.open("people").column("face_id").tolist()[4:7]
    app = drawn(**{SELECTED: chosen})
    app.button(key=f"map-open-{page}").click().run()
    assert not app.exception
    assert app.session_state[opened.OPENED] == ("people", chosen)


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


def test_faces_are_coloured_by_what_is_computed_of_map_and_model(drawn):
    app = drawn()
    for name, said in (
        ("=distortion", "Where the map is wrong"),
        ("=kl", "from its prior"),
        ("=cluster", "Groups"),
    ):
        app.selectbox(key="map-colour-people").set_value(name).run()
        for key in list(jobs._board()):
            jobs.wait(key)
        app.run()
        assert not app.exception and not app.error
        assert said in words(app)


def test_how_far_the_map_can_be_trusted_is_told_beside_chance(filled_home):
    z = np.random.default_rng(0).normal(size=(60, 8))
    labels = {"expression": ["anger", "fear"] * 30}
    found = {"all": maps.trust(z, z[:, :2]), "labels": trust.of_labels(z, z[:, :2], labels)}
    told = map_trust.table(found)
    for text in ("Trustworthiness", "0.500", "Same expression near", "Silhouette of expression", "n</td>"):
        assert text in told


def test_a_tag_is_put_on_the_selection_shown_and_taken_back(drawn):
    chosen = FaceSet.open("people").column("face_id").tolist()[:4]
    app = drawn(**{SELECTED: chosen})
    stamp = FaceSet.open("people").stamp
    app.text_input(key=f"map-{stamp}-new").set_value("beard").run()
    app.button(key="map-put").click().run()
    assert not app.exception and not app.error
    assert FaceSet.open("people").column("tags").tolist()[:5] == ["beard"] * 4 + [None]
    assert "4 faces tagged “beard”" in words(app) and "tags: beard 4" in words(app)
    assert "tags" in next(box for box in app.selectbox if box.label == "Colour by").options
    app.text_input(key="map-search").set_value("beard").run()
    assert app.session_state[SELECTED] == chosen
    app.selectbox(key="map-colour-people").set_value("tags").run()
    app.button(key="marks-undo").click().run()
    assert not app.exception and not FaceSet.open("people").column("tags").notna().any()


def test_excluded_faces_leave_the_map_and_come_back_without_a_map_drawn_anew(drawn, filled_home):
    chosen = FaceSet.open("people").column("face_id").tolist()[:4]
    app = drawn(**{SELECTED: chosen})
    app.button(key="map-exclude").click().run()
    assert not app.exception and not app.error
    assert "36 faces. Faces that the model finds alike" in words(app)
    assert "It was laid out before 4 of its faces were excluded." in words(app)
    assert "4 faces left out of maps, training and evaluation" in words(app)
    app.button(key="marks-undo").click().run()
    assert "40 faces. Faces that the model finds alike" in words(app)
    assert "4 selected faces" in words(app)
    assert len(list((filled_home / "cache" / "maps").glob("*.parquet"))) == 1
    assert len(list((filled_home / "cache" / "latents").glob("*.npz"))) == 1


@pytest.mark.parametrize("way", ["another method", "another model"])
def test_a_second_map_is_drawn_beside_the_first_and_judged_too(drawn, way):
    app = drawn()
    app.radio(key="map-beside-3").set_value(way).run()
    for key in list(jobs._board()):
        jobs.wait(key)
    app.run()
    assert not app.exception and not app.error
    assert ("**t-SNE**" if way == "another method" else "**tiny**") in words(app)
    assert "How far can these maps be trusted?" in [expander.label for expander in app.expander]


def test_two_selected_faces_have_a_way_between_them(drawn):
    faces = FaceSet.open("people")
    face_ids = faces.column("face_id").tolist()
    app = drawn(**{SELECTED: face_ids[:2]})
    assert "The way between the two" in words(app)
    app.slider(key="map-path-steps").set_value(5).run()
    app.segmented_control(key="map-path-how").set_value("linear").run()
    assert not app.exception and not app.error
    app = drawn(**{SELECTED: face_ids[:3]})
    assert "The way between the two" not in words(app)


def test_the_way_begins_and_ends_at_its_faces(filled_home, monkeypatch):
    faces, coder = FaceSet.open("people"), Codec.load("tiny")
    monkeypatch.setattr(map_path.placing.caches, "face_set", lambda name=None: faces)
    request = map_request.Request("people", faces.version, coder.checkpoint.id, "pca")
    z = store.latents(coder, faces)
    drawn = maps.Map(faces.column("face_id").to_numpy(str), project(z, "pca"), {"method": "pca"})
    monkeypatch.setattr(map_path.map_selection, "rows_on", lambda request: np.array([4, 9]))
    path = map_path.between(request, drawn, coder)
    np.testing.assert_allclose(path.z[[0, -1]], z[[4, 9]], atol=1e-5)
    np.testing.assert_allclose(path.points[[0, -1]], drawn.points[[4, 9]])
    np.testing.assert_array_equal(path.ends, [4, 9])
    inside = np.linalg.norm(path.points - drawn.points[4], axis=1)
    assert (np.diff(inside) > 0).all()


def test_a_new_way_to_draw_a_map_is_offered(drawn, monkeypatch):
    told = {"turn": Setting("Turn", "By how much.", usual=2, least=0, kind=int)}
    turned = Method("Turned", 2, lambda z, pca, *rest, turn: np.roll(pca, turn, axis=1), told)
    monkeypatch.setitem(METHODS, "turned", turned)
    app = drawn()
    app.segmented_control(key="map-method").set_value("turned").run()
    for key in list(jobs._board()):
        jobs.wait(key)
    app.run()
    app.slider(key="map-turn").set_value(3).run()
    for key in list(jobs._board()):
        jobs.wait(key)
    app.run()
    assert not app.exception and not app.error
    assert len(list(maps.folder().glob("*.parquet"))) == 3


def test_in_three_dimensions_the_page_says_where_faces_between_are_shown(drawn):
    app = drawn()
    assert "Click an empty place" in words(app)
    app.segmented_control(key="map-dimensions").set_value(3).run()
    for key in list(jobs._board()):
        jobs.wait(key)
    said = words(app.run())
    assert "In 2-D a click on an empty place" in said
    assert "Click a point, and others with Shift" in said and "box or a lasso around" not in said
