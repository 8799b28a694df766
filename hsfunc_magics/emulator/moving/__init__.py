"""Moving functions of the design manager to a developer project: export, comparison, callers, a probe."""
