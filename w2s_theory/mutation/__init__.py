"""Mutation analysis of proofs: every change of a step that the checker accepts must leave the step true."""
