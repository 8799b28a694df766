"""The requests that are sent to both forms: those of a file, of a log, and made-up ones at the edges."""
