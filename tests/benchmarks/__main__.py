"""``make bench``: each figure beside its floor, measured in one run.

python -m tests.benchmarks [--quick]
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks import answering, assessing, issuing, starting

TIMES = {starting: 9, answering: 660, assessing: 500, issuing: 60}
QUICK = {starting: 1, answering: 22, assessing: 10, issuing: 3}


def main() -> int:
    """Prints one line a figure."""
    for what, times in (QUICK if "--quick" in sys.argv else TIMES).items():
        print(what.measure(times).line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
