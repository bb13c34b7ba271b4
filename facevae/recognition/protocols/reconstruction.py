"""How well a model draws faces anew, beside PCA of as many numbers."""

from typing import Any

from facevae.evaluation import reconstruction
from facevae.recognition.protocols.setting import Setting


def measure(setting: Setting) -> dict[str, Any]:
    """All that `evaluation.reconstruction.evaluate` gives, PCA also as other protocols give their baselines.

    Raises:
        FaceSetError: the split has no faces.
    """
    result = reconstruction.evaluate(setting.need_codec(), setting.face_set, setting.split, setting.progress)
    result["reconstruction"] |= {"n": result["n"]}
    told = result["baseline"]
    pca = {"name": f"PCA of {told['pca_components']}", "psnr": told["pca_psnr"], "ssim": told["pca_ssim"]}
    return result | {"baseline": told | {"reconstruction": pca}}
