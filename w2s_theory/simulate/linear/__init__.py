"""Linear networks: features, teacher and student in the coordinates of the inputs."""
