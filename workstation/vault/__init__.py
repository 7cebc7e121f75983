"""Keys, passwords, certificates, the one way to write a file, the one-window lock."""
