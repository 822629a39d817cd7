"""dlpulint tells whether a neural network will run on the DLPU of an Axis camera."""

__version__ = "0.1.0"
