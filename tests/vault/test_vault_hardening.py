from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, os, resource
from workstation.vault.hardening import harden_process
harden_process()
print(resource.getrlimit(resource.RLIMIT_CORE))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
print(oct(os.umask(0)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for what it was told")
def test_no_core_is_dumped_memory_is_not_read_and_files_are_private() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["(0, 0)", "0", "0o77"]
