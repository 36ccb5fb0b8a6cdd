"""The synthetic demonstration library."""
