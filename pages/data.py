"""Face sets: bring faces in, look at them."""

from facevae.dashboard import page

page.begin("Data")
