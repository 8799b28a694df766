"""Widgets in a real browser, in a real JupyterLab."""
