"""FaceVAE in the browser: `streamlit run streamlit_app.py`."""

from facevae.dashboard import frame

frame.run()
