"""A site built, checked, published, previewed and packed."""
