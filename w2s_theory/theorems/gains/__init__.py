"""Where the student provably beats its teacher, and by how much."""

PLACE = 2
