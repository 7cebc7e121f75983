"""Plays calls through the real window by key and mouse events, and takes pictures of it."""
