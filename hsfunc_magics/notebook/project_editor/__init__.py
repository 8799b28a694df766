"""The editor of a developer project's JSON files: hsmeta files, hsproject.json, package.json."""
