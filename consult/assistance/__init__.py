"""Staff help: entering what came on paper, sending links again, writing to participants."""
