from facevae.data import reading


def read(*names):
    return [names[place] for place in reading.in_order(names)]


def test_numbers_count_by_their_size():
    assert read("face10.png", "face2.png", "face1.png") == ["face1.png", "face2.png", "face10.png"]
    assert read("s10/1.png", "s2/10.png", "s2/9.png") == ["s2/9.png", "s2/10.png", "s10/1.png"]
    assert read("a_0010", "a_9", "B", "a") == ["a", "a_9", "a_0010", "B"]


def test_any_name_has_a_place_and_equal_ones_stay():
    assert reading.in_order(["b", "2", None, "2", "²", "10" * 5000]).tolist() == [2, 1, 3, 5, 0, 4]
    assert reading.in_order([]).tolist() == []
