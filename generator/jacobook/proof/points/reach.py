"""What a proof may reach, in the words that pages, tables and the command line use."""

EVERY_SIZE = "for every size"
THESE_SIZES = "at these sizes"
