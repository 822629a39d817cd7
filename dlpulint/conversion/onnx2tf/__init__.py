"""An ONNX model as onnx2tf would write it (`preview.py`); writers by kind of operator."""
