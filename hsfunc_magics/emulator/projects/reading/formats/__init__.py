"""The formats of the files of a project, as shapes."""
