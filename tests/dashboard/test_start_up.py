import subprocess
import sys

SCRIPT = """
import sys
from facevae.dashboard import bring, frame, gallery, ledger_view, model_gallery, showcase, state
state.model_names(), state.face_set_names()
print([name for name in ("torch", "cv2", "sklearn", "umap", "numba") if name in sys.modules])
"""


def test_the_first_page_needs_no_heavy_library():
    said = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
