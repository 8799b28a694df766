"""What a file says of `/_hcms/api/`: its scripts parsed, its HubL followed, every spelling of the path known."""
