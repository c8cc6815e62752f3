"""All that leans on the insides of MkDocs: it goes when MkDocs goes."""
