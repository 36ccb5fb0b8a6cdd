"""What answers tell, the same on pages and in JSON: shapes, and what fills them."""
