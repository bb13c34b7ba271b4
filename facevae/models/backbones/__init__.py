"""Encoders `(N, C, S, S) -> (N, out)` and decoders `(N, D) -> (N, C, S, S)`, a file a family."""
