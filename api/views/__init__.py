"""What answers tell, the same for pages and JSON: the shapes, and what fills them."""
