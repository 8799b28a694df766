"""The chapter "Preloaded packages": what `require` finds, hints at what it does not, bundling."""
