"""`python -m facevae VERB`: the dashboard's abilities from a shell."""

import sys

from facevae.cli.main import main

sys.exit(main())
