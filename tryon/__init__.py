"""AR try-on that runs on a plain computer, keeps the colour right and says how sure it is."""

import os

# Before NumPy is loaded: our matrices are small, and to wake the threads of its BLAS for one
# costs up to fifty times what the product does; on two cores that was a tenth of a frame.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Nor do OpenCV's threads gain anything on a part of a picture: waited for beside a model that
# keeps the other core busy, they were a third of the slowest twentieth of all pictures.
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")

__version__ = "0.1.0"
