"""The encrypted database of the site."""
