"""Kernels of random features on the sphere, computed from their definition and apart from every derivation."""
