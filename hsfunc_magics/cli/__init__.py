"""The faces outside a notebook: the `hsfunc` command, one module per subcommand."""
