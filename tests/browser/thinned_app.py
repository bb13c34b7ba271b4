"""The app, but of a map no more than twenty faces are drawn."""

from facevae.dashboard import frame, map_request

map_request.SHOWN = {2: 20, 3: 20}
frame.run()
