"""Tests of what one file says of `/_hcms/api/`."""
