"""The notebook room: magics, views, the executable documentation."""
