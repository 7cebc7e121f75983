from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figure, percentile


@pytest.mark.timeout(240)
@pytest.mark.xvfb
def test_every_benchmark_runs_and_prints_its_floor(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--quick"],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    names = ("start to sign-in window", "answer to painted panel", "assess", "render and sign")
    assert [line.startswith(name) for line, name in zip(lines, names, strict=True)] == [True] * 4
    assert all("floor" in line and "ratio" in line for line in lines)


def test_a_goal_is_for_the_ratio_or_for_the_figure_itself() -> None:
    assert Figure("start", 150, 100, "ms", 1.5).reached
    assert not Figure("start", 151, 100, "ms", 1.5).reached
    assert Figure("answer", 15.9, 0.1, "ms", 16, absolute=True).reached
    assert not Figure("answer", 16.1, 100, "ms", 16, absolute=True).reached
    assert "missed" in Figure("start", 151, 100, "ms", 1.5).line()


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([float(n) for n in range(1000)], 0.99) == 990.0
    assert percentile([7.0], 0.99) == 7.0
