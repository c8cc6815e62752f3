"""A project on disk, and what it chooses."""
