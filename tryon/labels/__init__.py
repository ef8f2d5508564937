"""What a picture or clip says of itself: that it is virtual, what is worn, how sure it is."""
