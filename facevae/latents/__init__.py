"""What is done with latents: encode and decode, maps, places on a map, paths. Imports models and below."""
