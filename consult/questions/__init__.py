"""Questions beside the goals: asked on one of them or on the whole, answered in a submission, counted as results."""
