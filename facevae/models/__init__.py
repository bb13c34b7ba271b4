"""Autoencoders as torch modules: float images `(N, C, H, W)` in 0..1. Imports only the ground floor."""
