"""`%hs mocks` and what else is about requests that functions send."""
