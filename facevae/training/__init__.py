"""Training as a process of its own, watched through its run folder. Imports models, data and below."""
