"""Small models that prove a pack's operator table: made from its limits, never in a lint run."""

from dlpulint.proof.examples import made_examples
from dlpulint.proof.mistakes import mistakes_of_table
from dlpulint.proof.vocabulary import unknown_natives

__all__ = ["made_examples", "mistakes_of_table", "unknown_natives"]
