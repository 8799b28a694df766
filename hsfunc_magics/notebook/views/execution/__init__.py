"""The view of an execution: HTML, text, and JSON for JupyterLab."""
