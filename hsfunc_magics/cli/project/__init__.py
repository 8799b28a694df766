"""`hsfunc project`: the subcommands that move functions to developer projects."""
