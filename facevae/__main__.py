"""`python -m facevae VERB`: the dashboard's abilities from a shell."""

import os
import sys

sys.stdout.reconfigure(errors="backslashreplace")  # as stderr: a name that the terminal cannot show
try:
    from facevae.cli.main import main

    code = main()
    sys.stdout.flush()
except BrokenPipeError:  # who reads, such as head, has had enough
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    code = 1
except KeyboardInterrupt:  # before a verb has begun
    print("Cancelled.", file=sys.stderr)
    code = 130
sys.exit(code)
