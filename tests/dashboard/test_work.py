from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from facevae.dashboard.messages import telling_errors
    from facevae.dashboard.work import work

    with telling_errors():
        with work("Counting") as progress:
            for number in range(st.session_state["count"]):
                progress(number, 2, "Counting")
        st.write("counted")


def opened(**session):
    app = AppTest.from_function(page)
    for key, value in session.items():
        app.session_state[key] = value
    return app.run()


def test_work_that_is_done_passes():
    app = opened(count=2)
    assert not app.exception and app.markdown[0].value == "counted"


def test_cancel_ends_it_instead_of_beginning_anew():
    app = opened(count=2, **{"cancel-Counting": True})
    assert not app.exception
    assert "Cancelled" in app.info[0].value and not app.markdown


def test_what_needs_no_work_cannot_be_cancelled():
    assert opened(count=0, **{"cancel-Counting": True}).markdown[0].value == "counted"
