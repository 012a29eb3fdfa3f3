"""What a reader sees: home, consultation, topic, position, outcome."""
