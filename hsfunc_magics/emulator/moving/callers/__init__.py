"""Who calls functions at `/_hcms/api/`: found in the files of a site, judged, and led to the project's path."""
