"""Projects made and changed in memory: functions of cells, deletions, hsmeta files, and the way to disk."""
