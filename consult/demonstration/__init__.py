"""The scenes of the demonstration beyond positions: each is played by calling the actions of the rooms below."""
