"""The name of the network that a model is built as."""

from msgspec import Struct


class Family(Struct, frozen=True):
    """A published network, as far as its structure proves it."""

    backbone: str | None
    """Name of the feature extractor: `MobileNetV2`, `ResNet-18`, `YOLOv5n`."""
    head: str | None
    """Name of the part that predicts from the features: `classifier`, `SSD`, `YOLOv5`."""

    def __str__(self) -> str:
        """Name for people: `MobileNetV2 with SSD head`."""
        if self.backbone is None:
            return f"{self.head} head"
        return self.backbone if self.head is None else f"{self.backbone} with {self.head} head"
