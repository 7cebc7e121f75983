"""The CRS nurse triage workstation."""

__version__ = "0.2.0"
