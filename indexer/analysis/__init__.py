"""Text to tokens, and the words of a library that come of it."""
