"""The light of the scene."""
