"""Where the student provably beats its teacher, and by how much: one theorem per file."""

PLACE = 2
