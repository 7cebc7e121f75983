"""Protocol packs: read, checked, compiled."""
