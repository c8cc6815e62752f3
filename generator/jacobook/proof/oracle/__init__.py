"""The independent derivative: entries written out at a size, and differentiated one by one."""
