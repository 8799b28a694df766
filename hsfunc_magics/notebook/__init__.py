"""The IPython face: magics, their arguments, and views. A thin skin on the emulator."""
