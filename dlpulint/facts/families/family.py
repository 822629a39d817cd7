"""The name of what a model is built as."""

from msgspec import Struct


class Family(Struct, frozen=True):
    """A published network, as far as its structure is sure."""

    backbone: str | None
    """Network that extracts the features: `MobileNetV2`, `ResNet-18`, `YOLOv5n`."""
    head: str | None
    """Part that makes the answer of them: `classifier`, `SSD`, `YOLOv5`."""

    def __str__(self) -> str:
        """As people say it: `MobileNetV2 with SSD head`."""
        if self.backbone is None:
            return f"{self.head} head"
        return self.backbone if self.head is None else f"{self.backbone} with {self.head} head"
