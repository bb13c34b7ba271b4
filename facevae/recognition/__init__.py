"""Who is it, and with what expression: vectors, galleries, protocols and their baselines."""
