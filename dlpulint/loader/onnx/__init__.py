"""Reading of ONNX files, from bytes to operators and tensors."""
