"""What is generated under docs/."""
