"""Who asks, what is given, how an answer is sent, what an error says."""
