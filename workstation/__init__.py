"""The CRS nurse triage workstation."""

__version__ = "0.3.0"
