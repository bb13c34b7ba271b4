"""Encoders `(N, C, S, S) -> (N, out)` and decoders `(N, D) -> (N, channels, S, S)`, a file a family."""
