"""Protocols that measure a checkpoint beside its baselines. Imports latents and below."""
