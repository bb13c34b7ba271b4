import numpy as np

from facevae.dashboard.studio_axes import latent
from facevae.dashboard.studio_state import MOST_BACK, Kept, Standing, Studio


def at(number: float) -> Standing:
    return Standing(np.full(3, number, np.float32))


def test_a_slider_drawn_slowly_is_one_step_back():
    room = Studio()
    room.put(at(0))
    for value in (0.1, 0.4, 0.7):
        room.slide({"smile": value}, done=False)
    room.slide({"smile": 0.7, "age": 0.0}, done=True)
    assert room.now.values == {"smile": 0.7}
    room.undo()
    assert room.now.values == {} and not room.back
    room.redo()
    assert room.now.values == {"smile": 0.7}


def test_a_new_step_forgets_what_was_undone():
    room = Studio()
    for number in range(3):
        room.put(at(number))
    room.undo()
    room.put(at(9))
    assert not room.forward
    room.undo()
    assert room.now.base[0] == 1


def test_the_same_offer_does_not_undo_the_users_own_steps():
    room = Studio()
    room.offer("seed 1", at(1))
    room.put(at(5))
    room.offer("seed 1", at(1))
    assert room.now.base[0] == 5
    room.offer("seed 2", at(2))
    assert room.now.base[0] == 2


def test_the_way_back_is_bounded():
    room = Studio()
    for number in range(MOST_BACK + 20):
        room.put(at(number))
    assert len(room.back) == MOST_BACK


def test_sliders_add_up_and_unknown_ones_count_for_nothing():
    standing = Standing(np.ones(3), {"a": 2.0, "gone": 5.0})
    assert latent(standing, {"a": np.array([1, 0, -1])}).tolist() == [3, 1, -1]


def test_edits_remember_the_face_they_began_with_and_another_face_begins_anew():
    room = Studio()
    room.put(at(0))
    room.put(room.now.edited(np.ones(3), kind="edit", expression="anger"))
    room.slide({"smile": 1.0}, done=True)
    room.put(room.now.edited(np.full(3, 2.0), of_photograph=True, kind="mix", share=0.5))
    assert room.now.original.tolist() == [0, 0, 0] and room.now.values == {"smile": 1.0}
    assert room.now.origin == {"kind": "mix", "expression": "anger", "share": 0.5} and room.now.of_photograph
    kept = Kept(room.now.base, np.zeros(1), "kept 1", {}, True, room.now.original)
    room.put(at(7))
    assert room.now.original.tolist() == [7, 7, 7]
    room.undo()
    assert room.now.original.tolist() == [0, 0, 0]
    assert kept.standing().base.tolist() == [2, 2, 2] and kept.standing().original.tolist() == [0, 0, 0]


def test_its_recipe_tells_what_was_moved():
    standing = Standing(np.ones(3), {"smile": 0.12345}, {"kind": "edit", "strength": 1.5}, True)
    told = {"strength": 1.5, "moved": {"smile": 0.123}}
    assert standing.told() == {"kind": "edit", "settings": told, "of_photograph": True}


def test_a_face_that_another_page_brought_is_not_replaced_by_the_first_one_on_offer():
    room = Studio()
    room.offer("sample 1", Standing(np.zeros(3)))
    room.bring(Standing(np.ones(3)))
    room.offer("sample 2", Standing(np.full(3, 2.0)))
    assert room.now.base[0] == 1
    room.offer("sample 3", Standing(np.full(3, 3.0)))
    assert room.now.base[0] == 3
    room.undo()
    assert room.now.base[0] == 1
