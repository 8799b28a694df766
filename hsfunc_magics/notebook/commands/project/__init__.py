"""`%hs project …`: the commands that move functions to a developer project."""
