"""The API, version 1: everything public, to read, in the shapes of the report."""
