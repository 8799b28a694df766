"""`hsfunc serve --workers N`: several processes behind one port that are one account."""
