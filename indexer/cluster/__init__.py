"""The OpenSearch engine: the same trees over the same finished tokens, on a cluster."""
