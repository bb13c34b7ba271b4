"""The errors a person can meet. Each says what was wrong with what, and how to mend it."""


class FaceVAEError(Exception):
    """Base of every error that is told to the user instead of shown as a traceback.

    Args:
        what: one sentence, what was wrong with what.
        remedy: one sentence, what to do now; may be empty.
    """

    def __init__(self, what: str, remedy: str = ""):
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".rstrip()


class PictureError(FaceVAEError):
    """A picture cannot be used.

    Args:
        reason: a short code for counting, such as `unreadable` or `too_large`.
    """

    def __init__(self, what: str, remedy: str = "", reason: str = "unreadable"):
        super().__init__(what, remedy)
        self.reason = reason


class FaceSetError(FaceVAEError):
    """A face set is missing, damaged, empty, or lacks what was asked of it."""


class SourceError(FaceVAEError):
    """Something to import from (zip, folder, table, download) cannot be used."""


class ConfigError(FaceVAEError):
    """A setting has an unknown name or a value out of range."""


class CheckpointError(FaceVAEError):
    """A checkpoint is missing, damaged, or of the wrong size for the task."""


class RunError(FaceVAEError):
    """A training run cannot start, go on, or be read."""


class GalleryError(FaceVAEError):
    """A gallery is missing, damaged, empty, or lacks who was asked for."""


class Cancelled(FaceVAEError):
    """The user stopped a long task."""

    def __init__(self):
        super().__init__("Cancelled.")
