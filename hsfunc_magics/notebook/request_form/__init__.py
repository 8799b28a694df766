"""The request console without its widgets: a draft, what is wrong with it, and the history of the session."""
