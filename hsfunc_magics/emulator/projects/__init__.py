"""Developer projects: their files, their functions, and what of their platform is not known."""
