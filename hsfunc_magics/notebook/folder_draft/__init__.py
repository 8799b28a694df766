"""Editing a folder without a screen: a draft that takes typing, undoes it, tells what is wrong, and is applied."""
