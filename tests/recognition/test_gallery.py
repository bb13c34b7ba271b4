import subprocess
import sys

import numpy as np
import pytest

from facevae import home
from facevae.errors import ConfigError, GalleryError
from facevae.recognition import gallery as galleries
from facevae.recognition.gallery import Gallery
from tests.recognition.support import Seer, noise


@pytest.fixture
def gallery():
    made = Gallery.create("friends", size=16)
    pictures = noise(6)
    made.enrol("Ada", pictures[:3])
    made.enrol(" Bo  B. ", pictures[3:5])
    made.enrol("Cy", pictures[5:])
    return made


def test_people_are_found_by_a_picture_of_theirs(gallery):
    seer, pictures = Seer(), noise(6)
    (vector,) = seer.embed(pictures[4:5])
    first, *others = Gallery.open("friends").search(vector, 3, seer)
    assert (
        first.person == "Bo B." and first.score == pytest.approx(1) and (first.picture == pictures[4]).all()
    )
    assert {match.person for match in others} == {"Ada", "Cy"}
    assert first.score >= others[0].score >= others[1].score
    assert [match.person for match in gallery.search(vector, 1, seer)] == ["Bo B."]


def test_pictures_are_kept_and_shown_by_person(gallery):
    assert gallery.people == ["Ada", "Bo B.", "Cy"] and len(gallery) == 6
    assert (gallery.pictures("Ada") == noise(6)[:3]).all()
    gallery.enrol("Ada", [np.zeros((40, 30, 3), np.uint8)])
    assert gallery.pictures("Ada").shape == (4, 16, 16, 3) and galleries.names() == ["friends"]


def test_a_recogniser_that_comes_later_sees_as_much_as_was_brought():
    """Pictures are kept far larger than the models of the house ask for, small ones as they are."""
    large = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    small, seer, gallery = noise(2), Seer(), Gallery.create("new")
    gallery.enrol_many(["Ada", "Bo", "Ada"], [large, small[0], small[1]])
    sizes = [gallery.picture(face).shape[0] for face in gallery.faces]
    assert sizes == [160, 16, 16] and gallery.pictures("Ada").shape == (2, 160, 160, 3)
    for face in gallery.faces:
        (vector,) = seer.embed(gallery.picture(face)[None])
        (best,) = gallery.search(vector, 1, seer)
        assert best.person == gallery.faces[face] and best.score == pytest.approx(1)


def test_a_gallery_of_smaller_pictures_from_before_goes_on_with_them():
    old = Gallery.create("old", size=64)
    old.enrol("Ada", [np.zeros((64, 64, 3), np.uint8)])
    Gallery.open("old").enrol("Ada", [np.zeros((160, 160, 3), np.uint8)])
    assert Gallery.open("old").pictures("Ada").shape == (2, 64, 64, 3)


def test_vectors_are_made_once_for_each_embedder(gallery):
    first, second = Seer(), Seer(dims=5)
    second.id = "other"
    gallery.vectors(first)
    gallery.enrol("Cy", noise(1, seed=9))
    assert gallery.vectors(first).shape == (7, 8) and first.asked == 7
    assert gallery.vectors(second).shape == (7, 5)
    assert Gallery.open("friends").vectors(first).shape == (7, 8) and first.asked == 7


def test_nothing_of_a_removed_person_stays_on_the_disk(gallery):
    seer = Seer()
    before = gallery.vectors(seer)
    gallery.remove("Ada")
    assert Gallery.open("friends").people == ["Bo B.", "Cy"]
    assert len(list((gallery.folder / "faces").iterdir())) == 3
    (kept,) = (gallery.folder / "vectors").iterdir()
    assert len(np.load(kept)["vectors"]) == 3
    assert gallery.vectors(seer) == pytest.approx(before[3:]) and seer.asked == 6
    (ada,) = seer.embed(noise(1))
    assert "Ada" not in [match.person for match in gallery.search(ada, 3, seer)]


def test_a_deleted_gallery_is_gone(gallery):
    gallery.vectors(Seer())
    gallery.delete()
    assert not gallery.folder.exists() and galleries.names() == []
    with pytest.raises(GalleryError, match="no gallery “friends”"):
        Gallery.open("friends")


def test_two_who_opened_it_do_not_lose_each_others_people(gallery):
    one, other = Gallery.open("friends"), Gallery.open("friends")
    one.enrol("Di", noise(1, seed=5))
    other.enrol("Ed", noise(1, seed=6))
    assert {"Di", "Ed", "Ada"} <= set(Gallery.open("friends").people)


def test_a_change_of_another_process_is_waited_for(gallery):
    adding = """
from facevae.recognition.gallery import Gallery
from tests.recognition.support import noise
for number in range(20):
    Gallery.open("friends").enrol("other", noise(1, seed=100 + number))
"""
    with subprocess.Popen([sys.executable, "-c", adding], cwd=home.PROJECT) as other:
        for number in range(20):
            gallery.enrol("own", noise(1, seed=200 + number))
    assert other.returncode == 0
    opened = Gallery.open("friends")
    assert len(opened.pictures("own")) == len(opened.pictures("other")) == 20


class Interrupted(Seer):
    """An embedder during whose first work another process changes the gallery."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def embed(self, pictures):
        if change := self.change:
            self.change = ""
            head = "from facevae.recognition.gallery import Gallery; "
            head += "from tests.recognition.support import Seer, noise; friends = Gallery.open('friends'); "
            subprocess.run([sys.executable, "-c", head + change], cwd=home.PROJECT, check=True)
        return super().embed(pictures)


def kept(gallery, embedder):
    with np.load(gallery.folder / "vectors" / f"{embedder.id}.npz") as file:
        return set(file["faces"].tolist())


def test_vectors_of_two_processes_are_all_kept(gallery):
    seer = Interrupted("friends.enrol('Di', noise(2, seed=5), Seer())")
    assert len(gallery.vectors(seer)) == 6
    assert kept(gallery, seer) == set(Gallery.open("friends").faces) and seer.asked == 6
    assert len(Gallery.open("friends").vectors(seer)) == 8 and seer.asked == 6


def test_vectors_of_somebody_removed_while_they_were_made_do_not_stay(gallery):
    seer = Interrupted("friends.remove('Ada')")
    gallery.vectors(seer)
    assert kept(gallery, seer) == set(Gallery.open("friends").faces) and len(kept(gallery, seer)) == 3


def test_vectors_of_a_gallery_deleted_while_they_were_made_do_not_stay(gallery):
    with pytest.raises(GalleryError, match="no gallery “friends”"):
        gallery.vectors(Interrupted("friends.delete()"))
    assert not gallery.folder.exists()


def test_who_was_removed_by_another_process_is_told(gallery):
    Gallery.open("friends").remove("Ada")
    with pytest.raises(GalleryError, match="removed meanwhile"):
        gallery.vectors(Seer())


def test_what_an_enrolment_left_behind_that_was_cut_off_is_removed(gallery):
    (gallery.folder / "faces" / "0123456789abcdef.png").write_bytes(b"\x89PNG")
    assert Gallery.open("friends").people == ["Ada", "Bo B.", "Cy"]
    gallery.remove("Cy")
    assert {file.stem for file in (gallery.folder / "faces").iterdir()} == set(gallery.faces)


def test_a_gallery_that_is_no_gallery_is_told_and_can_be_deleted(gallery):
    home.write_json(gallery.folder / galleries.FACTS, [])
    with pytest.raises(GalleryError, match="damaged"):
        Gallery.open("friends")
    galleries.delete("friends")
    assert not gallery.folder.exists()


@pytest.mark.parametrize("name", ["../../up", "a/b\\c", "Zoë <b>", "名前", "CON"])
def test_a_person_may_have_any_name_that_can_be_written(gallery, name):
    gallery.enrol(name, noise(1))
    assert len(Gallery.open("friends").pictures(name)) == 1
    assert {path.name for path in gallery.folder.parent.iterdir()} <= {"friends", ".lock"}


def test_mistakes_are_told():
    with pytest.raises(GalleryError, match="is empty"):
        Gallery.create("empty").search(np.zeros(3), 1, Seer())
    with pytest.raises(GalleryError, match="already"):
        Gallery.create("empty")
    with pytest.raises(ConfigError):
        Gallery.create("../up")
    with pytest.raises(GalleryError, match="takes a name"):
        Gallery.open("empty").enrol("  ", noise(1))
    with pytest.raises(GalleryError, match="takes a name"):
        Gallery.open("empty").enrol("not text \udcff", noise(1))
    with pytest.raises(GalleryError, match="takes a picture"):
        Gallery.open("empty").enrol("Ada", [])
    with pytest.raises(GalleryError, match="“Zoe” is not enrolled"):
        Gallery.open("empty").remove("Zoe")
