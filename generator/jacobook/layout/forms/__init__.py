"""The forms of an answer: index form read as matrices in a layout, entry by entry, and as a differential."""
