"""The functions of the design manager and those of a project, as something that answers requests."""
