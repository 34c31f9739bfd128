"""What each hypothesis of a theorem is for: used in the proof, needed by the claim, or neither, with an instance."""
