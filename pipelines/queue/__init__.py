"""Files read by workers of a queue, on as many machines as there are."""
