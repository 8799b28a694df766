"""Cross-origin calls of browser pages: judged as the Fetch standard says, told as Chromium tells them. Pure rules."""
