"""Files read to records, in processes that can be killed."""
