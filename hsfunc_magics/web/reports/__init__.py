"""Reports as HTML that stands alone: no script, nothing from elsewhere, light and dark."""
