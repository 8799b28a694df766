"""`%hs edit`: the editor of a folder as a widget."""
