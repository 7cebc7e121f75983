"""The CRS nurse triage workstation."""
