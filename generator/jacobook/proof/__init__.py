"""The independent proof of an answer: entries written out, differentiated one by one, and compared at points."""
