"""Processes, time, files and the cache: what work needs, and what tells of its progress."""
