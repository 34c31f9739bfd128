"""Numbers of the rigorous bounds: what is certain about teacher and student of a given size, without simulation."""
