"""`%hs try`: the form for requests. A draft, its problems, the history of the session, and their widgets."""
