"""Related weak-to-strong systems that can be solved: their risks as numbers, each with the word for how it is known."""
