"""What no student can do better: consequences of one inequality on the student's operator."""

PLACE = 1
