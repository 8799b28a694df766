"""Views of what is measured: the output's metadata has the figures, which nbval does not compare."""
