import os
import subprocess
import sys

import pytest

# Pages that the system had to give while 64 MiB in parts were asked for and freed ten times over.
PAGES = """
import resource, sys
import torch
from facevae.training import device

if sys.argv[1] == "kept":
    device.keep_memory()
for step in range(13):
    if step == 3:  # by then it is known how much is needed
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    parts = [torch.ones(2**20) for _ in range(16)]
    del parts
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


# Where glibc begins; it raises it by what it sees, and then what lies above a part decides on its pages.
STARTING = {"MALLOC_MMAP_THRESHOLD_": str(128 * 2**10)}


def _pages(how: str) -> int:
    command = [sys.executable, "-c", PAGES, how]
    return int(subprocess.run(command, env=os.environ | STARTING, capture_output=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep memory in their own ways")
def test_memory_that_was_freed_is_used_again():
    assert _pages("kept") < _pages("not kept") / 10
