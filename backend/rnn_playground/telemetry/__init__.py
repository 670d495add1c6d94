"""What travels: frames, scalars, commands and recordings, and their bytes. No torch, no web."""
