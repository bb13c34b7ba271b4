"""Encoders `(N, C, S, S) -> (N, out)` and decoders `(N, D) -> (N, C, S, S)` before the sigmoid, one file a family."""
