"""Work: processes and their limits, files, the cache, and what tells of progress."""
