"""Does the kernel bear five clients at once? (`make soak` asks for long.)"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import BINARY


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="watches the process in /proc")
def test_a_short_soak():
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "soak.py", "--time", "20s"],
        check=False, capture_output=True, text=True, timeout=600, env=dict(os.environ, STARLING=str(BINARY)),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
