"""Values as JSON knows them."""

from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """The value with numbers and lists that JSON knows; what is no number is None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
