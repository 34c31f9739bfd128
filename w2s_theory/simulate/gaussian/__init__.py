"""Gaussian features: teacher, surrogate of a network, regression, and the Wishart matrices behind them."""
