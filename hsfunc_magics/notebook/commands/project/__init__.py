"""`%hs project …`: moving functions to a developer project, in a notebook."""
