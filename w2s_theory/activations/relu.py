"""sigma_1: the ReLU max(z, 0)."""

from w2s_theory.activations.powers import power_activation

ACTIVATION = power_activation(1, "relu", "the ReLU max(z, 0)")
