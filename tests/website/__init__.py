"""The site, by what its pages are made of; the whole is built by `python -m website`, which checks its links."""
