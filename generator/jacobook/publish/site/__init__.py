"""Building, checking and publishing a site."""
