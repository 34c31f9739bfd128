"""Random-feature networks with the population integrated exactly: only the features are random.

NumPy and SciPy only, and nothing from the derivations: the independent route to every number.
"""
