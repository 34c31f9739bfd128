"""What the features of two real models say of weak-to-strong learning: spectra, overlap, and what theory predicts."""
