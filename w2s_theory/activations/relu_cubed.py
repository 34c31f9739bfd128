"""sigma_3: the cubed ReLU max(z, 0)^3."""

from w2s_theory.activations.powers import power_activation

ACTIVATION = power_activation(3, "relu_cubed", "the cubed ReLU max(z, 0)^3")
