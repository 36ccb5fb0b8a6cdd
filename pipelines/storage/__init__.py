"""What is kept of a library: records by content, and the ledger of its files."""
