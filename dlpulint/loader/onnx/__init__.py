"""The steps from the bytes of an ONNX file to its operators and tensors."""
