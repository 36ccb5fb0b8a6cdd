"""From an address to a question and back."""
