"""Widgets without a browser: what their front-end halves would send is put into them."""
