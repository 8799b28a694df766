"""The kit for a workshop: values for Zero to JupyterHub, check cells, and a measurement, `python -m workshop`.

It runs a lesson in several kernels side by side, each beside a JupyterLab server of its own, as on a hub.
"""
