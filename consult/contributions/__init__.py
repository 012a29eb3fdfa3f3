"""Whatever can be cited: its text in versions, its state, and how both change."""
