"""FaceVAE: a laboratory for faces and variational autoencoders."""

__version__ = "0.1.0"
