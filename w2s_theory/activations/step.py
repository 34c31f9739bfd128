"""sigma_0: the step, 1 for z > 0."""

from w2s_theory.activations.powers import power_activation

ACTIVATION = power_activation(0, "step", "the step, 1 for z > 0")
