"""dlpulint tells whether a neural network will run on the DLPU of an Axis camera."""

from importlib import metadata

__version__ = metadata.version("dlpulint")
