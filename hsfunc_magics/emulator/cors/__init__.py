"""The chapter "CORS": calls of a page on another origin, judged as the Fetch standard says. Pure rules."""
