"""The face in a notebook: magics, the commands of `%hs`, views, widgets. A thin skin on the emulator."""
