"""Whether the application is alive, and whether it can do its work."""
