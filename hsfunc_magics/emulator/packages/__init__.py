"""The chapter "Preloaded packages": what functions find there, what is missing, bundling."""
