"""What people write, read into what an engine is asked."""
