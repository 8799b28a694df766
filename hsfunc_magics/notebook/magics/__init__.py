"""`%%hsfunction`, `%hscall` and `%hs` as IPython calls them."""
