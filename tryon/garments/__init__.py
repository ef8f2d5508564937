"""Garments: read from files, put on a skeleton, made to fit."""
