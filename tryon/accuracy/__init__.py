"""How far the product's colours are from spectral truth, and whether it knows that itself.

`spectra`, `reference`, `tissue` and `pigments` are the truth: light, skin and paint wavelength
by wavelength, in double precision. They share no line with the renderer that they judge.
"""
