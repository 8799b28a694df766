"""The documentation as a site that needs no network to be read: `python -m website`.

Sphinx with MyST-NB makes it: it reads the Markdown and the notebooks as they lie in the repository, with their stored
outputs, draws the API from docstrings, checks every link, and its search is a file beside the pages.
"""
