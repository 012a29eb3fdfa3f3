"""What people say of an outcome: that it holds their words, or that it does not; and the issues it must settle."""
