"""Where answers are tried: sizes, and points on every side of every comparison."""
