"""The clock as a type. The program's one clock is made in ``app`` and handed down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC."""
