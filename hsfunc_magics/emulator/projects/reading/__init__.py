"""Projects read and judged: hsproject.json, hsmeta files, the older serverless.json, entry files."""
