"""AR try-on that runs on a plain computer, keeps the colour right and says how sure it is."""

import os

# Before NumPy is loaded: our matrices are small, and to wake the threads of its BLAS for one
# costs up to fifty times what the product does; on two cores that was a tenth of a frame.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
