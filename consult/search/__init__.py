"""Finding what is public, by words in any language."""
