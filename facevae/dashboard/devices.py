"""What there is to compute on, to choose from. torch is asked only where there may be an accelerator."""

import os
import platform
import shutil

import streamlit as st

# Programs and files that are there where a driver for accelerators is.
SIGNS = (
    lambda: shutil.which("nvidia-smi"),
    lambda: os.path.exists("/dev/nvidia0"),
    lambda: os.path.exists("/dev/kfd"),
)


@st.cache_resource(show_spinner=False)
def choices() -> dict[str, str]:
    """Devices by the name that the setting `device` has for them, with what they are called."""
    found = {"auto": "the best there is", "cpu": "processor"}
    if platform.system() == "Darwin" or any(sign() for sign in SIGNS):
        from facevae.training import device

        found |= device.accelerators()
    return found
