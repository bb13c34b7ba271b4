"""What may be charged beside the KL term, a file each; one line here makes it a choice of `divergence`."""

from facevae.models.divergences.mmd import mmd
from facevae.models.divergences.tc import total_correlation

DIVERGENCES = {"tc": total_correlation, "mmd": mmd}
