"""What FaceVAE is, shown on faces."""

from facevae.dashboard import page

page.begin("Home")
