"""Widgets of the notebook, loaded when the first one is opened: ipywidgets, with front-end code through anywidget."""
