"""Published networks as sketches, in both formats: with fused activations and written out."""

from collections.abc import Iterable, Sequence


class Network:
    """Writes a sketch layer by layer. Every layer's method returns the name of what it writes.

    For ONNX, batch norm and activations stand as operators of their own.
    """

    def __init__(self, size: int = 224, *, onnx: bool = False) -> None:
        self.onnx = onnx
        self.lines: list[str] = ["format onnx"] if onnx else []
        self.shapes: dict[str, tuple[int, int]] = {}
        """Side and channels of what is written."""
        self.outputs: list[str] = []
        self.input = "image"
        image = self._tensor("image", size, 3)
        # A camera's bytes, from 0 to 1.
        image = image.replace("scale=0.1 zp=3", "scale=0.00392157 zp=-128")
        self.lines.append(f"input image: {image}")

    def _tensor(self, name: str, size: int, channels: int) -> str:
        self.shapes[name] = (size, channels)
        if self.onnx:
            return f"float32[1,{channels},{size},{size}]"
        return f"int8[1,{size},{size},{channels}] scale=0.1 zp=3"

    def _weights(self, *shape: int) -> str:
        filters, height, width, depth = shape
        if self.onnx:
            return f"weights: float32[{filters},{depth},{height},{width}]"
        return f"weights: int8[{filters},{height},{width},{depth}]"

    def layer(
        self, kind: str, size: int, channels: int, operands: str, options: str, activation: str = ""
    ) -> str:
        name = f"t{len(self.shapes)}"
        if activation and not self.onnx:
            options += f" fused_activation={activation}"
        shape = self._tensor(name, size, channels)
        self.lines.append(f"{kind} {name}: {shape} <- {operands} {{{options.strip()}}}")
        if activation and self.onnx:
            if kind in ("conv", "depthwise-conv"):
                name = self.layer("batch-normalization", size, channels, name, "")
            return self.layer(activation, size, channels, name, "")
        return name

    def conv(
        self,
        source: str,
        channels: int,
        kernel: int = 1,
        stride: int = 1,
        activation: str = "relu",
        groups: int = 1,
    ) -> str:
        size, depth = self.shapes[source]
        operands = f"{source}, {self._weights(channels, kernel, kernel, depth // groups)}"
        options = f"stride={stride} groups={groups}"
        return self.layer("conv", -(-size // stride), channels, operands, options, activation)

    def depthwise(
        self, source: str, kernel: int = 3, stride: int = 1, activation: str = "relu"
    ) -> str:
        size, depth = self.shapes[source]
        weights = self._weights(
            *((depth, kernel, kernel, 1) if self.onnx else (1, kernel, kernel, depth))
        )
        return self.layer(
            "depthwise-conv",
            -(-size // stride),
            depth,
            f"{source}, {weights}",
            f"stride={stride}",
            activation,
        )

    def add(self, first: str, second: str, activation: str = "") -> str:
        size, channels = self.shapes[first]
        return self.layer("add", size, channels, f"{first}, {second}", "", activation)

    def concat(self, *sources: str) -> str:
        size = self.shapes[sources[0]][0]
        channels = sum(self.shapes[source][1] for source in sources)
        return self.layer("concatenation", size, channels, ", ".join(sources), "")

    def max_pool(self, source: str, kernel: int = 2, stride: int = 2) -> str:
        size, channels = self.shapes[source]
        options = f"kernel={kernel} stride={stride}"
        return self.layer("max-pool", -(-size // stride), channels, source, options)

    def average(self, source: str) -> str:
        """The average of the whole map, written as each format's converters do."""
        size, channels = self.shapes[source]
        if self.onnx:
            return self.layer("global-average-pool", 1, channels, source, "")
        return self.layer("average-pool", 1, channels, source, f"kernel={size} stride=1")

    def resize(self, source: str, factor: int = 2) -> str:
        size, channels = self.shapes[source]
        return self.layer("resize-nearest", size * factor, channels, source, "")

    def halves(self, source: str) -> tuple[str, str]:
        size, channels = self.shapes[source]
        half = channels // 2
        return (
            self.layer("slice", size, half, source, ""),
            self.layer("slice", size, half, source, ""),
        )

    def squeezed(self, source: str) -> str:
        """Squeeze-and-excite."""
        size, channels = self.shapes[source]
        inside = self.conv(
            self.conv(self.average(source), max(8, channels // 4)), channels, 1, 1, ""
        )
        gate = self.layer("logistic", 1, channels, inside, "")
        return self.layer("mul", size, channels, f"{source}, {gate}", "")

    def dense(self, source: str, classes: int) -> str:
        name = f"t{len(self.shapes)}"
        depth = self.shapes[source][1]
        dtype = "float32" if self.onnx else "int8"
        self.shapes[name] = (1, classes)
        self.lines.append(
            f"fully-connected {name}: {dtype}[1,{classes}] <- {source}, "
            f"weights: {dtype}[{classes},{depth}]"
        )
        return name

    def softmax(self, source: str) -> str:
        name = f"t{len(self.shapes)}"
        classes = self.shapes[source][1]
        self.shapes[name] = (1, classes)
        dtype = "float32" if self.onnx else "int8"
        self.lines.append(f"softmax {name}: {dtype}[1,{classes}] <- {source}")
        return name

    def text(self, *outputs: str) -> str:
        return "\n".join((*self.lines, f"output {', '.join(outputs)}"))

    # Blocks

    def inverted(
        self,
        source: str,
        channels: int,
        expansion: float,
        *,
        kernel: int = 3,
        stride: int = 1,
        squeeze: bool = False,
    ) -> str:
        depth = self.shapes[source][1]
        wide = source if expansion == 1 else self.conv(source, int(depth * expansion))
        middle = self.depthwise(wide, kernel, stride)
        last = self.conv(self.squeezed(middle) if squeeze else middle, channels, activation="")
        return self.add(source, last) if stride == 1 and depth == channels else last

    def fused(
        self, source: str, channels: int, expansion: int, kernel: int, stride: int = 1
    ) -> str:
        depth = self.shapes[source][1]
        wide = self.conv(source, depth * expansion, kernel, stride)
        last = self.conv(wide, channels, activation="")
        return self.add(source, last) if stride == 1 and depth == channels else last

    def residual(
        self, source: str, channels: int, stride: int, *, bottleneck: bool = False, groups: int = 1
    ) -> str:
        if bottleneck:
            inner = channels // 4 if groups == 1 else channels // 2
            middle = self.conv(self.conv(source, inner), inner, 3, stride, groups=groups)
            last = self.conv(middle, channels, activation="")
        else:
            last = self.conv(self.conv(source, channels, 3, stride), channels, 3, activation="")
        same = stride == 1 and self.shapes[source][1] == channels
        shortcut = source if same else self.conv(source, channels, 1, stride, "")
        return self.add(last, shortcut, "relu")

    def c3(self, source: str, channels: int, count: int, *, shortcut: bool = True) -> str:
        half = channels // 2
        deep = self.conv(source, half)
        for _ in range(count):
            last = self.conv(self.conv(deep, half), half, 3)
            deep = self.add(deep, last) if shortcut else last
        return self.conv(self.concat(deep, self.conv(source, half)), channels)

    def c2f(self, source: str, channels: int, count: int, *, shortcut: bool = True) -> str:
        kept, deep = self.halves(self.conv(source, channels))
        parts = [kept, deep]
        for _ in range(count):
            last = self.conv(self.conv(parts[-1], channels // 2, 3), channels // 2, 3)
            parts.append(self.add(parts[-1], last) if shortcut else last)
        return self.conv(self.concat(*parts), channels)


def scaled(channels: float) -> int:
    """To a multiple of 8, but never more than a tenth down."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


V2 = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion, channels, number and stride of MobileNetV2's stages."""


def mobilenet_v2(network: Network, width: float = 1.0) -> str:
    last = network.conv(network.input, scaled(32 * width), 3, 2)
    for expansion, channels, count, stride in V2:
        for place in range(count):
            step = stride if place == 0 else 1
            last = network.inverted(last, scaled(channels * width), expansion, stride=step)
    return network.conv(last, 1280)


def mobilenet_v1(network: Network, width: float = 1.0) -> str:
    last = network.conv(network.input, scaled(32 * width), 3, 2)
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    channels = (64, 128, 128, 256, 256, *(512,) * 6, 1024, 1024)
    for stride, count in zip(strides, channels, strict=True):
        last = network.conv(network.depthwise(last, 3, stride), scaled(count * width))
    return last


def resnet(
    network: Network, repeats: Sequence[int], *, bottleneck: bool = False, groups: int = 1
) -> str:
    first = 256 if bottleneck else 64
    last = network.max_pool(network.conv(network.input, 64, 7, 2), 3, 2)
    for stage, count in enumerate(repeats):
        for place in range(count):
            stride = 2 if stage and not place else 1
            last = network.residual(
                last, first << stage, stride, bottleneck=bottleneck, groups=groups
            )
    return last


def classified(network: Network, features: str, classes: int = 1000) -> str:
    return network.text(network.dense(network.average(features), classes))


def pyramid(network: Network, source: str) -> str:
    """SPPF."""
    parts = [network.conv(source, network.shapes[source][1] // 2)]
    for _ in range(3):
        parts.append(network.max_pool(parts[-1], 5, 1))
    return network.conv(network.concat(*parts), network.shapes[source][1])


def yolo(
    network: Network, stem: int, depths: Iterable[int], block: str = "c3"
) -> tuple[str, str, str]:
    """Backbone and neck; the feature maps of three resolutions."""
    build = {"c3": network.c3, "c2f": network.c2f}[block]
    last = network.conv(network.input, stem, 6 if block == "c3" else 3, 2)
    maps: list[str] = []
    for stage, count in enumerate(depths):
        channels = stem << (stage + 1)
        last = build(network.conv(last, channels, 3, 2), channels, count)
        maps.append(last)
    _, fine, middle, _ = maps
    coarse = pyramid(network, last)
    up = network.concat(network.resize(coarse), middle)
    middle = build(up, stem * 8, 1, shortcut=False)
    fine = build(network.concat(network.resize(middle), fine), stem * 4, 1, shortcut=False)
    down = network.concat(network.conv(fine, stem * 4, 3, 2), middle)
    middle = build(down, stem * 8, 1, shortcut=False)
    down = network.concat(network.conv(middle, stem * 8, 3, 2), coarse)
    return fine, middle, build(down, stem * 16, 1, shortcut=False)


def mobiledet(network: Network) -> tuple[str, str]:
    """The Edge TPU version; its last map at a sixteenth and that at a thirty-second."""
    last = network.conv(network.input, 32, 3, 2)
    last = network.conv(network.conv(network.conv(last, 8), 16, 3), 16, activation="")
    for channels, expansion, kernel, stride in (
        (16, 8, 3, 2),
        (16, 4, 3, 1),
        (16, 8, 3, 1),
        (16, 4, 3, 1),
        (40, 8, 5, 2),
        (40, 4, 3, 1),
        (40, 4, 3, 1),
        (40, 4, 3, 1),
    ):
        last = network.fused(last, channels, expansion, kernel, stride)
    last = network.inverted(last, 72, 8, stride=2)
    last = network.inverted(last, 72, 8)
    last = network.fused(network.fused(last, 72, 4, 3), 72, 4, 3)
    for kernel in (5, 5, 3, 3):
        last = network.inverted(last, 96, 8, kernel=kernel)
    fine = last
    last = network.inverted(last, 120, 8, kernel=5, stride=2)
    for expansion, kernel in ((8, 3), (4, 5), (8, 3)):
        last = network.inverted(last, 120, expansion, kernel=kernel)
    return fine, network.inverted(last, 384, 8, kernel=5)


def efficientnet_lite0(network: Network) -> str:
    last = network.conv(network.input, 32, 3, 2)
    for kernel, expansion, channels, count, stride in (
        (3, 1, 16, 1, 1),
        (3, 6, 24, 2, 2),
        (5, 6, 40, 2, 2),
        (3, 6, 80, 3, 2),
        (5, 6, 112, 3, 1),
        (5, 6, 192, 4, 2),
        (3, 6, 320, 1, 1),
    ):
        for place in range(count):
            step = stride if place == 0 else 1
            last = network.inverted(last, channels, expansion, kernel=kernel, stride=step)
    return network.conv(last, 1280)


def mobilenet_v3_small(network: Network) -> str:
    last = network.conv(network.input, 16, 3, 2)
    for kernel, expansion, channels, squeeze, stride in (
        (3, 1, 16, True, 2),
        (3, 4.5, 24, False, 2),
        (3, 88 / 24, 24, False, 1),
        (5, 4, 40, True, 2),
        (5, 6, 40, True, 1),
        (5, 6, 40, True, 1),
        (5, 3, 48, True, 1),
        (5, 3, 48, True, 1),
        (5, 6, 96, True, 2),
        (5, 6, 96, True, 1),
        (5, 6, 96, True, 1),
    ):
        last = network.inverted(
            last, channels, expansion, kernel=kernel, stride=stride, squeeze=squeeze
        )
    return network.conv(last, 576)


def vgg(network: Network, repeats: Sequence[int], last_channels: int = 512) -> str:
    last = network.input
    for channels, count in zip((64, 128, 256, 512, last_channels), repeats, strict=True):
        for _ in range(count):
            last = network.conv(last, channels, 3)
        last = network.max_pool(last)
    return last


def squeezenet(network: Network, modules: int = 8) -> str:
    last = network.max_pool(network.conv(network.input, 64, 3, 2))
    for _ in range(modules):
        squeezed = network.conv(last, 16)
        last = network.concat(network.conv(squeezed, 64), network.conv(squeezed, 64, 3))
    return last


def densenet(network: Network, layers: int = 12) -> str:
    last = network.max_pool(network.conv(network.input, 64, 7, 2))
    for _ in range(layers):
        last = network.concat(last, network.conv(network.conv(last, 128), 32, 3))
    return last


def inception(network: Network, modules: int = 3) -> str:
    last = network.max_pool(network.conv(network.input, 64, 7, 2))
    for _ in range(modules):
        last = network.concat(
            network.conv(last, 64),
            network.conv(network.conv(last, 96), 128, 3),
            network.conv(network.conv(last, 16), 32, 5),
            network.conv(network.max_pool(last, 3, 1), 32),
        )
    return last


def shufflenet_v2(network: Network, units: int = 9) -> str:
    last = network.conv(network.input, 24, 3, 2)
    for _ in range(units):
        kept, deep = network.halves(last)
        channels = network.shapes[deep][1]
        deep = network.conv(
            network.depthwise(network.conv(deep, channels), activation=""), channels
        )
        last = network.concat(kept, deep)
    return last


def boxes_and_classes(
    network: Network, maps: Iterable[str], classes: int, anchors: int = 6
) -> list[str]:
    """What an SSD predicts at each of its maps."""
    found: list[str] = []
    for feature in maps:
        found.append(network.conv(feature, 4 * anchors, activation=""))
        found.append(network.conv(feature, classes * anchors, activation=""))
    return found


def shrunk(network: Network, source: str, count: int) -> list[str]:
    """Ever smaller maps behind a backbone."""
    maps = [source]
    for _ in range(count):
        maps.append(network.conv(network.conv(maps[-1], 128), 256, 3, 2))
    return maps


def unet(network: Network, levels: int = 3) -> str:
    skips: list[str] = []
    last = network.input
    for level in range(levels):
        skips.append(network.conv(last, 16 << level, 3))
        last = network.max_pool(skips[-1])
    last = network.conv(last, 16 << levels, 3)
    for level in reversed(range(levels)):
        up = network.conv(network.resize(last), 16 << level, 3)
        last = network.conv(network.concat(up, skips[level]), 16 << level, 3)
    return network.conv(last, 2, activation="")
