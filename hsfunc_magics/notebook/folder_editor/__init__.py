"""`%hs edit`: the editor of a folder, as widgets on a draft of it."""
