"""A project on disk and what it chooses: its settings, and how a build goes about its work."""
