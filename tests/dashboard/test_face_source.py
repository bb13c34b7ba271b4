import numpy as np

from facevae.dashboard.face_source import offered


def test_half_of_both_lists_shows_the_same_people_in_other_pictures():
    identities = np.array(["a", "a", "b", "b", "c", "c", "d", "e", "f", "g"], object)
    first, second = offered(identities, np.arange(10), 4)
    assert identities[first[:2]].tolist() == identities[second[:2]].tolist()
    assert not set(first) & set(second)
    assert len(set(identities[first])) == 4


def test_faces_of_nobody_known_are_offered_too():
    first, second = offered(np.full(8, None), np.arange(8), 4)
    assert len(first) == len(second) == 4 and not set(first) & set(second)


def test_a_single_face_stands_on_both_sides():
    first, second = offered(np.array([None]), np.array([0]), 4)
    assert first.tolist() == second.tolist() == [0]
