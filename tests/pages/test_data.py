import io
import threading
import zipfile

import pytest
from PIL import Image

from facevae.dashboard import navigation
from facevae.data import faceset, generated, marking
from tests.pages.conftest import at_work, words


@pytest.fixture
def folder_of_pictures(tmp_path):
    """Six generated faces as files, one of them twice, and a file that is no picture."""
    folder = tmp_path / "album"
    folder.mkdir()
    pictures, _ = generated.faces(6, size=96)
    for number, picture in enumerate(pictures):
        Image.fromarray(picture).save(folder / f"{number}.png")
    Image.fromarray(pictures[0]).save(folder / "again.png")
    (folder / "broken.jpg").write_bytes(b"not a picture")
    return folder


def bring_in(app, folder, crop="none"):
    from facevae.dashboard import bringing, jobs

    app.button(key="bring").click().run()
    app.text_input(key="bring-folder").set_value(str(folder)).run()
    app.selectbox(key="bring-folder-crop").set_value(crop).run()
    app.button(key="bring-folder-go").click().run()
    jobs.wait(bringing.JOB)
    return app.run()


def test_without_faces_it_says_what_it_will_show(open_page, no_shipped_models):
    app = open_page("data")
    assert not app.exception
    assert app.subheader[0].value == "No faces yet"
    app.button(key="empty-fill").click().run()
    assert not app.exception and app.tabs[0].label == "Files"


def test_filters_narrow_the_gallery(open_page, filled_home):
    app = open_page("data")
    assert "40 faces" in words(app)
    people = faceset.FaceSet.open("people")
    app.selectbox(key=f"gallery-expression-{people.version}").set_value("anger").run()
    angry = (people.column("expression") == "anger").sum()
    assert 0 < angry < 40 and f"\n{angry} faces" in words(app)


def test_excluded_and_tagged_faces_are_found_and_taken_back(open_page, filled_home):
    people = faceset.FaceSet.open("people")
    some = people.column("face_id").tolist()[:3]
    marking.exclude(marking.tag(people, ["odd"], some[:2]), some)
    app = open_page("data")
    assert "37 faces; 3 of the set excluded" in words(app)
    tag = app.selectbox(key=f"gallery-tags-{people.content}")
    assert tag.options == ["odd", "excluded"]
    tag.set_value("excluded").run()
    assert "3 faces, left out of maps, training and evaluation" in words(app)
    app.button(key="gallery-back").click().run()
    assert not app.exception and not len(faceset.FaceSet.open("people").excluded)
    app.selectbox(key=f"gallery-tags-{people.content}").set_value("odd").run()
    assert "\n2 faces" in words(app)
    app.button(key="gallery-exclude").click().run()
    assert len(faceset.FaceSet.open("people").excluded) == 2
    app.button(key="marks-undo").click().run()
    assert not app.exception and not len(faceset.FaceSet.open("people").excluded)


def test_importing_a_folder_ends_in_its_ledger(open_page, filled_home, folder_of_pictures):
    app = bring_in(open_page("data"), folder_of_pictures)
    assert not app.exception
    assert app.session_state["active_faces"] == "album"
    assert "**6** of 8 files accepted, giving 6 faces. **2** refused:" in words(app)
    assert {"Duplicate (1)", "Unreadable (1)"} <= {expander.label for expander in app.expander}


def test_refused_pictures_can_be_taken_after_all(open_page, filled_home, folder_of_pictures):
    from facevae.dashboard import jobs

    app = bring_in(open_page("data"), folder_of_pictures)
    app.selectbox(key="how-album-duplicate").set_value("none")
    app.button(key="take-album-duplicate").click().run()
    jobs.wait("take-album")
    app.run()
    assert "**7** of 8 files accepted" in words(app)


def test_a_zip_is_uploaded(open_page, own_home, folder_of_pictures):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder_of_pictures.iterdir():
            archive.write(file, file.name)
    from facevae.dashboard import bringing, jobs

    app = open_page("data")
    app.button(key="empty-fill").click().run()
    app.file_uploader(key="bring-files").set_value(
        [("photos.zip", packed.getvalue(), "application/zip")]
    ).run()
    assert app.text_input(key="bring-files-photos-name").value == "photos"
    app.selectbox(key="bring-files-crop").set_value("center").run()
    app.button(key="bring-files-go").click().run()
    jobs.wait(bringing.JOB)
    app.run()
    assert not app.exception
    assert faceset.FaceSet.open("photos").count == 6


def test_a_path_with_nothing_is_told(open_page, filled_home, tmp_path):
    app = open_page("data")
    app.button(key="bring").click().run()
    app.text_input(key="bring-folder").set_value(str(tmp_path / "nowhere")).run()
    app.button(key="bring-folder-go").click().run()
    assert "There is nothing at" in app.error[0].value


def test_a_failed_import_is_told_and_leaves_nothing(open_page, filled_home, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("no picture")
    app = bring_in(open_page("data"), tmp_path / "notes")
    assert not app.exception
    assert app.error and "notes" in app.error[0].value
    assert faceset.names() == ["people"]


def test_a_set_is_deleted_only_after_asking(open_page, filled_home):
    app = open_page("data")
    app.segmented_control(key="data-view").set_value("About").run()
    assert faceset.exists("people")
    app.button(key="delete-set").click().run()
    assert not app.exception
    assert not faceset.exists("people")


def test_when_all_is_refused_the_ledger_still_offers_it(open_page, filled_home, tmp_path):
    from facevae.dashboard import jobs

    (tmp_path / "things").mkdir()
    Image.new("RGB", (200, 200), "teal").save(tmp_path / "things" / "teal.png")
    app = bring_in(open_page("data"), tmp_path / "things", crop="detect")
    assert not app.exception
    assert "**0** of 1 files accepted" in words(app)
    app.button(key="take-things-no_face").click().run()
    jobs.wait("take-things")
    app.run()
    assert "**1** of 1 files accepted" in words(app)


def test_a_damaged_set_can_be_deleted(open_page, filled_home):
    (filled_home / "data" / "people" / "pixels.u8").write_bytes(b"")
    app = open_page("data")
    assert not app.exception and "damaged" in app.error[0].value
    app.button(key="delete-set").click().run()
    assert not app.exception
    assert app.subheader[0].value == "No faces yet"


def test_only_one_set_is_brought_in_at_a_time(open_page, filled_home, folder_of_pictures):

    from facevae.dashboard import bringing, jobs

    go = threading.Event()
    app = open_page("data")
    app.button(key="bring").click().run()
    jobs.start(bringing.JOB, "Reading", lambda progress: go.wait(20) and ("people", None))
    app.text_input(key="bring-folder").set_value(str(folder_of_pictures)).run()
    app.button(key="bring-folder-go").click().run()
    assert "being brought in" in app.error[0].value
    go.set()
    jobs.wait(bringing.JOB)


def test_the_camera_is_asked_for_only_where_it_is_used(open_page, filled_home):
    app = open_page("data")
    app.button(key="bring").click().run()
    assert not app.get("camera_input")


def test_filters_stay_while_one_looks_at_other_pages(open_page, filled_home):
    app = open_page("data")
    key = f"gallery-expression-{faceset.FaceSet.open('people').version}"
    app.selectbox(key=key).set_value("anger").run()
    app.switch_page(navigation.path("models")).run()
    app.switch_page(navigation.path("data")).run()
    assert app.selectbox(key=key).value == "anger"


def test_while_the_first_faces_come_in_the_page_does_not_say_that_there_are_none(open_page, own_home):
    from facevae.dashboard import bringing

    with at_work(bringing.JOB):
        app = open_page("data")
        assert not app.exception and not app.subheader
        assert "appear here when all of them are in" in words(app)


def faces_told_to(monkeypatch, module, name) -> list[list[str]]:
    """The values that a picker is given, from now on."""
    told, picker = [], getattr(module, name)
    monkeypatch.setattr(
        module, name, lambda *a, values, **b: told.append(values) or picker(*a, values=values, **b)
    )
    return told


def test_faces_of_a_group_stand_by_their_files_names(open_page, own_home, monkeypatch):
    from facevae.dashboard import gallery
    from facevae.data.writer import FaceSetWriter

    pictures, _ = generated.faces(4, size=32)
    sources = ["eve/face10.png", "ada/face1.png", "eve/face9.png", "eve/face2.png"]
    rows = [{"source": source, "identity": source[:3]} for source in sources]
    with FaceSetWriter("album", 32, source="album", kind="photographs") as writer:
        writer.add(pictures, rows)
    shown = faces_told_to(monkeypatch, gallery, "face_buttons")
    album = writer.face_set
    app = open_page("data")
    app.selectbox(key=f"gallery-identity-{album.content}").set_value("eve").run()
    assert not app.exception
    order = album.column("source").iloc[album.positions(shown[-1])].tolist()
    assert order == ["eve/face2.png", "eve/face9.png", "eve/face10.png"]


def test_duplicates_stand_by_their_files_names(open_page, filled_home, folder_of_pictures, monkeypatch):
    from facevae.dashboard import ledger_view

    same = (folder_of_pictures / "0.png").read_bytes()
    for number in (9, 10):
        (folder_of_pictures / f"copy {number}.png").write_bytes(same)
    shown = faces_told_to(monkeypatch, ledger_view, "face_choices")
    bring_in(open_page("data"), folder_of_pictures)
    assert ["again.png", "copy 9.png", "copy 10.png"] in shown
