"""The face outside a notebook: the `hsfunc` command, a module for each subcommand."""
