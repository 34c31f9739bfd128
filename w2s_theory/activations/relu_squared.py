"""sigma_2: the squared ReLU max(z, 0)^2."""

from w2s_theory.activations.powers import power_activation

ACTIVATION = power_activation(2, "relu_squared", "the squared ReLU max(z, 0)^2")
