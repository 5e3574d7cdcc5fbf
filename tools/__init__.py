"""What is run by hand, or before a commit, and is no part of the book."""
