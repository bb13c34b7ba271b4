"""`python -m tests`: find or fetch a Chromium for the browser tests, then run them all, two files at once."""

import subprocess
import sys

import pytest

from tests.browsers import chromium


def main() -> int:
    if chromium() is None:
        print("No Chromium found: fetching one for the browser tests.", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        if chromium() is None:
            print("It could not be fetched: the browser tests are skipped.", flush=True)
    return pytest.main(["-n", "2", "--dist", "loadfile", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
