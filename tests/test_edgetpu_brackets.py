"""What logs of the Edge TPU compiler tell of single operators: mapped up to here, left from there.

The models of these logs are not at hand; their shapes follow from image size and classes. Each
line is one side of a limit of `rules/artpec7.toml`, whose `why` names the log.
"""

import pytest

from dlpulint.basics.terms import Device
from dlpulint.basics.version import UNSTATED
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack

MAPPED, LEFT = Device.DLPU, Device.CPU


@pytest.mark.parametrize(
    ("line", "device"),
    [
        # yolov8n, 81 classes, 256 px
        ("transpose y: int8[1,4,1344,16] <- x: [1,4,16,1344], perm: int32[4] = 0,1,3,2", MAPPED),
        ("transpose y: int8[1,145,32,32] <- x: [1,32,32,145], perm: int32[4] = 0,3,1,2", LEFT),
        ("reshape y: int8[1,145,1024] <- x: [1,145,32,32], shape: int32[3]", MAPPED),
        ("logistic y: int8[1,81,1344] <- x: [1,81,1344]", MAPPED),
        # yolov8m, 80 classes, 320 px
        ("reshape y: int8[1,144,1600] <- x: [1,144,40,40], shape: int32[3]", LEFT),
        ("reshape y: int8[1,4,16,2100] <- x: [1,64,2100], shape: int32[4]", MAPPED),
        ("logistic y: int8[1,80,2100] <- x: [1,80,2100]", MAPPED),
        # yolov8n, one class, and yolo11n's attention, 640 px
        ("transpose y: int8[1,65,40,40] <- x: [1,40,40,65], perm: int32[4] = 0,3,1,2", LEFT),
        ("transpose y: int8[1,256,20,20] <- x: [1,20,20,256], perm: int32[4] = 0,3,1,2", LEFT),
        # the boxes of a yolov8n, 640 px
        ("reshape y: int8[1,4,16,8400] <- x: [1,64,8400], shape: int32[4]", LEFT),
        ("logistic y: int8[1,80,8400] <- x: [1,80,8400]", LEFT),
        ("softmax y: int8[1,4,8400,16] <- x: [1,4,8400,16]", MAPPED),
        # yolov5s, 256 px, and yolov5n, 640 px
        ("reshape y: int8[1,3072,85] <- x: [1,1024,3,85], shape: int32[3]", MAPPED),
        ("reshape y: int8[1,4800,85] <- x: [1,1600,3,85], shape: int32[3]", LEFT),
    ],
)
def test_an_operator_runs_where_the_log_says(line: str, device: Device) -> None:
    made, given = line.split(" <- x: ")
    shape, _, constants = given.partition("], ")
    operands = f"x, {constants}" if constants else "x"
    sketch = f"input x: int8{shape.rstrip(']')}]\n{made} <- {operands}\noutput y"
    pack = pack_for(load_pack("artpec7", Folders()), UNSTATED)
    (placed,) = place(Facts(model_from_sketch(sketch)), pack).operators
    assert placed.device is device, placed.reasons


@pytest.mark.parametrize(
    ("operands", "output", "device"),
    [
        (("1,145,1024", "1,145,256", "1,145,64"), "1,145,1344", MAPPED),  # yolov8n, 256 px
        (("1,144,1600", "1,144,400", "1,144,100"), "1,144,2100", LEFT),  # yolov8m, 320 px
        (("1,2352,85", "1,588,85", "1,147,85"), "1,3087,85", LEFT),  # yolov5s, 224 px
    ],
)
def test_scales_are_joined_where_the_log_says(
    operands: tuple[str, ...], output: str, device: Device
) -> None:
    inputs = [f"input x{n}: int8[{shape}]" for n, shape in enumerate(operands)]
    names = ", ".join(f"x{n}" for n in range(len(operands)))
    join = f"concatenation y: int8[{output}] <- {names} {{fused_activation=none}}"
    sketch = "\n".join([*inputs, join, "output y"])
    pack = pack_for(load_pack("artpec7", Folders()), UNSTATED)
    (placed,) = place(Facts(model_from_sketch(sketch)), pack).operators
    assert placed.device is device, placed.reasons
