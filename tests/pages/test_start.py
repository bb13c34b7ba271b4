"""A page opened by its address right after a start, when Streamlit does not know the navigation yet."""

import pytest
from streamlit.testing.v1 import AppTest

from facevae.dashboard.navigation import PAGES
from tests.pages.conftest import ROOT


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_each_page_opens_by_its_address(name, filled_home, no_shipped_models):
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    for _ in range(2):
        app.switch_page(f"pages/{name}.py").run()
        assert not app.exception
        assert len(app.title) == 1
        assert app.selectbox(key="sidebar-faces").value == "people"
