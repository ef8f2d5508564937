"""Everything that can be worn, in the order it is drawn."""
