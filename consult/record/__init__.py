"""The verifiable record: every act appends an entry; the sequencer gives it its place and its leaf."""
