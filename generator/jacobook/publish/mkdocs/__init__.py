"""Everything that leans on the insides of MkDocs, so that it can go when MkDocs goes."""
