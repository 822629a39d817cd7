"""YOLOv8m as Ultralytics exported it to int8 TFLite by way of onnx2tf, written as a sketch.

The graph has the form of the int8 YOLOv8n files that people publish: SiLU as LOGISTIC and MUL, a
PAD ahead of every convolution of stride 2, C2f halves cut by STRIDED_SLICE, a head that turns to
channels first; depths and widths are those of `m` in yolov8.yaml. A QUANTIZE stands where scores
meet boxes; those that some calibrations put ahead of other concatenations are left out.
"""

from dataclasses import dataclass, field

_CLASSES = 80
_BINS = 16
"""Steps of the distribution that the head predicts for each side of a box."""

_STEM, _P2, _P3, _P4, _P5 = 48, 96, 192, 384, 576
"""Channels of `m`: 64 to 512 and at most 768, by 0.75."""

_BACKBONE_DEPTHS = (2, 4, 4, 2)
"""Bottlenecks of `m`: 3, 6, 6, 3 by 0.67, rounded."""

_NECK_DEPTH = 2


def yolov8m_sketch() -> str:
    """The whole network, for an image of 640 by 640."""
    graph = _Graph()
    graph.lines.append("input image: int8[1,640,640,3] scale=0.1")
    x = graph.down(_Map("image", 640, 3), _STEM)
    x = graph.c2f(graph.down(x, _P2), _P2, _BACKBONE_DEPTHS[0], shortcut=True)
    p3 = graph.c2f(graph.down(x, _P3), _P3, _BACKBONE_DEPTHS[1], shortcut=True)
    p4 = graph.c2f(graph.down(p3, _P4), _P4, _BACKBONE_DEPTHS[2], shortcut=True)
    x = graph.c2f(graph.down(p4, _P5), _P5, _BACKBONE_DEPTHS[3], shortcut=True)
    p5 = graph.pyramid_pool(x)
    n4 = graph.c2f(graph.joined(graph.doubled(p5), p4), _P4, _NECK_DEPTH, shortcut=False)
    n3 = graph.c2f(graph.joined(graph.doubled(n4), p3), _P3, _NECK_DEPTH, shortcut=False)
    m4 = graph.c2f(graph.joined(graph.down(n3, _P3), n4), _P4, _NECK_DEPTH, shortcut=False)
    m5 = graph.c2f(graph.joined(graph.down(m4, _P4), p5), _P5, _NECK_DEPTH, shortcut=False)
    graph.head((m5, m4, n3))
    return "\n".join(graph.lines)


@dataclass(frozen=True, slots=True)
class _Map:
    """A square feature map of the sketch."""

    name: str
    size: int
    channels: int


@dataclass(slots=True)
class _Graph:
    """A sketch while it is written."""

    lines: list[str] = field(default_factory=list)

    def add(
        self, kind: str, size: int, channels: int, *operands: _Map | str, more: str = ""
    ) -> _Map:
        """An operator that gives a square map."""
        name = f"t{len(self.lines)}"
        shape = f"1,{size},{size},{channels}"
        self._write(kind, name, shape, operands, more)
        return _Map(name, size, channels)

    def flat(self, kind: str, shape: str, *operands: _Map | str, more: str = "") -> str:
        """An operator that gives a tensor of any shape."""
        name = f"t{len(self.lines)}"
        self._write(kind, name, shape, operands, more)
        return name

    def _write(
        self, kind: str, name: str, shape: str, operands: tuple[_Map | str, ...], more: str
    ) -> None:
        words = [one if isinstance(one, str) else one.name for one in operands]
        self.lines.append(f"{kind} {name}: int8[{shape}] scale=0.1 <- {', '.join(words)} {more}")

    def conv(self, x: _Map, channels: int, kernel: int, *, stride: int = 1) -> _Map:
        """A convolution alone."""
        weights = f"weights: int8[{channels},{kernel},{kernel},{x.channels}] scale=0.01"
        padding = "valid" if stride == 2 else "same"
        return self.add(
            "conv",
            x.size // stride,
            channels,
            x,
            weights,
            more=f"{{stride={stride} padding={padding}}}",
        )

    def silu(self, x: _Map, channels: int, kernel: int, *, stride: int = 1) -> _Map:
        """A convolution with SiLU behind it."""
        linear = self.conv(x, channels, kernel, stride=stride)
        gate = self.add("logistic", linear.size, channels, linear)
        return self.add("mul", linear.size, channels, linear, gate)

    def down(self, x: _Map, channels: int) -> _Map:
        """A convolution of stride 2, which onnx2tf pads by an operator of its own."""
        paddings = "paddings: int32[4,2] = 0,0,1,1,1,1,0,0"
        padded = self.add("pad", x.size + 2, x.channels, x, paddings)
        return self.silu(padded, channels, 3, stride=2)

    def part(self, x: _Map, begin: int, end: int) -> _Map:
        """Some of the channels."""
        bounds = (
            f"begin: int32[4] = 0,0,0,{begin}",
            f"end: int32[4] = 0,0,0,{end}",
            "strides: int32[4] = 1,1,1,1",
        )
        masks = "{begin_mask=7 end_mask=7 new_axis_mask=0 ellipsis_mask=0}"
        return self.add("strided-slice", x.size, end - begin, x, *bounds, more=masks)

    def joined(self, *maps: _Map) -> _Map:
        """Maps side by side in their channels."""
        channels = sum(one.channels for one in maps)
        return self.add("concatenation", maps[0].size, channels, *maps, more="{axis=3}")

    def doubled(self, x: _Map) -> _Map:
        """The map at twice its size."""
        size = f"size: int32[2] = {2 * x.size},{2 * x.size}"
        return self.add("resize-nearest", 2 * x.size, x.channels, x, size)

    def c2f(self, x: _Map, channels: int, depth: int, *, shortcut: bool) -> _Map:
        """Half of the channels goes round, half through bottlenecks, all of it is joined."""
        half = channels // 2
        x = self.silu(x, channels, 1)
        parts = [self.part(x, 0, half), self.part(x, half, channels)]
        for _ in range(depth):
            through = self.silu(self.silu(parts[-1], half, 3), half, 3)
            if shortcut:
                through = self.add("add", through.size, half, parts[-1], through)
            parts.append(through)
        return self.silu(self.joined(*parts), channels, 1)

    def pyramid_pool(self, x: _Map) -> _Map:
        """SPPF: three poolings of 5x5 in a row, joined."""
        parts = [self.silu(x, x.channels // 2, 1)]
        for _ in range(3):
            last = parts[-1]
            parts.append(self.add("max-pool", last.size, last.channels, last, more="{kernel=5}"))
        return self.silu(self.joined(*parts), x.channels, 1)

    def head(self, maps: tuple[_Map, ...]) -> None:
        """Boxes and classes of three scales, decoded inside the graph."""
        scales = [self._scale(x) for x in maps]
        places = sum(x.size**2 for x in maps)
        channels = 4 * _BINS + _CLASSES
        joined = self.flat(
            "concatenation", f"1,{channels},{places}", *scales[::-1], more="{axis=2}"
        )
        boxes = self._boxes(self._rows(joined, 0, 4 * _BINS, places), places)
        classes = self._rows(joined, 4 * _BINS, channels, places)
        scores = self.flat("logistic", f"1,{_CLASSES},{places}", classes)
        scores = self.flat("quantize", f"1,{_CLASSES},{places}", scores)
        out = self.flat(
            "concatenation", f"1,{4 + _CLASSES},{places}", *boxes, scores, more="{axis=1}"
        )
        self.lines.append(f"output {out}")

    def _scale(self, x: _Map) -> str:
        """Box and class branches of one scale, joined and turned to channels first."""
        box_width, class_width = max(16, _P3 // 4, 4 * _BINS), max(_P3, _CLASSES)
        box = self.conv(self.silu(self.silu(x, box_width, 3), box_width, 3), 4 * _BINS, 1)
        cls = self.conv(self.silu(self.silu(x, class_width, 3), class_width, 3), _CLASSES, 1)
        both = self.joined(box, cls)
        shape = f"1,{both.channels},{x.size},{x.size}"
        turned = self.flat(
            "transpose", shape, both, "perm: int32[4] = 0,3,1,2", more="{perm=0,3,1,2}"
        )
        flat = f"1,{both.channels},{x.size**2}"
        return self.flat("reshape", flat, turned, f"shape: int32[3] = {flat}")

    def _rows(self, x: str, begin: int, end: int, places: int) -> str:
        bounds = (
            f"begin: int32[3] = 0,{begin},0",
            f"end: int32[3] = 0,{end},0",
            "strides: int32[3] = 1,1,1",
        )
        masks = "{begin_mask=5 end_mask=5 new_axis_mask=0 ellipsis_mask=0}"
        return self.flat("strided-slice", f"1,{end - begin},{places}", x, *bounds, more=masks)

    def _boxes(self, x: str, places: int) -> tuple[str, str]:
        """The expected distance of each side, and from it centre and size of each box."""
        split = f"1,4,{_BINS},{places}"
        turned = f"1,4,{places},{_BINS}"
        x = self.flat("reshape", split, x, f"shape: int32[4] = {split}")
        x = self.flat("transpose", turned, x, "perm: int32[4] = 0,1,3,2", more="{perm=0,1,3,2}")
        x = self.flat("softmax", turned, x)
        x = self.flat("conv", f"1,4,{places},1", x, f"weights: int8[1,1,1,{_BINS}] scale=0.01")
        x = self.flat("reshape", f"1,1,4,{places}", x, f"shape: int32[4] = 1,1,4,{places}")
        x = self.flat("mul", f"1,1,4,{places}", x, f"int8[1,4,{places}] scale=0.1")
        x = self.flat("reshape", f"1,4,{places}", x, f"shape: int32[3] = 1,4,{places}")
        pair = f"1,2,{places}"
        anchors = f"int8[{pair}] scale=0.1"
        near = self.flat("sub", pair, anchors, self._rows(x, 0, 2, places))
        far = self.flat("add", pair, self._rows(x, 2, 4, places), anchors)
        centre = self.flat("mul", pair, self.flat("add", pair, near, far), "int8[1,1,1] scale=0.1")
        return centre, self.flat("sub", pair, far, near)
