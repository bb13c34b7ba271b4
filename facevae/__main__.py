"""`python -m facevae VERB`: the dashboard's abilities from a shell."""

import os
import sys

from facevae.cli.main import main

sys.stdout.reconfigure(errors="backslashreplace")  # as stderr: a name that the terminal cannot show
try:
    code = main()
    sys.stdout.flush()
except BrokenPipeError:  # who reads, such as head, has had enough
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    code = 1
sys.exit(code)
