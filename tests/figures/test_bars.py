import numpy as np

from facevae.figures.bars import bars, kl_bars


def test_bars_stand_in_the_given_order_with_names_escaped_and_values_written():
    figure = bars(["<b>a</b>", "$b$"], [24.61, 3.0], False, unit="dB")
    assert list(figure.data[0].x) == [24.61, 3.0]
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;a&lt;/b&gt;", "&#36;b&#36;")
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first on top
    assert [a.text for a in figure.layout.annotations] == ["24.6", "3.00"]
    assert figure.layout.xaxis.title.text == "dB"


def test_a_baseline_is_a_tick_where_there_is_one():
    figure = bars(["a", "b"], [1, 2], True, baseline=[None, 1.5], baseline_name="PCA")
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(1.5, 1.5)]
    assert "PCA 1.50" in [a.text for a in figure.layout.annotations]
    assert not bars(["a"], [1], True, baseline=[None]).layout.shapes


def test_the_highlighted_bar_differs():
    colours = bars(["a", "b"], [1, 2], False, highlight=1).data[0].marker.color
    assert colours[0] != colours[1]


def test_kl_bars_name_the_largest_latents_and_sum_the_rest():
    kl = np.zeros(128)
    kl[[5, 90]] = [2.0, 3.0]
    kl[10:20] = 0.1
    figure = kl_bars(kl, False, most=2)
    assert figure.layout.yaxis.ticktext == ("latent 90", "latent 5", "126 others")
    assert list(figure.data[0].x) == [3, 2, np.float64(kl[10:20].sum())]
    assert len(kl_bars([1.0, 2.0], False).data[0].x) == 2
