"""The face in pytest: the fixture `hsfunc`, and what a failing test tells of its calls."""
