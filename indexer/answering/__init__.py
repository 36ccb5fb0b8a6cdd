"""What comes back: hits with what lies inside them, marks, reasons, likeness."""
