"""Themes: what software suggests, the codebook people write, what is coded with it, and how far coders agree."""
