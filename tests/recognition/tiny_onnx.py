"""A tiny face network in torch, and the same written as an ONNX file, so that both can be compared."""

from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

OPSET = 17
IR_VERSION = 9


def network(dimensions: int = 8, seed: int = 0) -> nn.Sequential:
    """From (N, 3, S, S) of any S to (N, dimensions)."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(3, 6, 7, stride=5),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, dimensions),
    ).eval()


def write(file: Path, model: nn.Sequential, shape: list, *, last: bool = False, flat: bool = True) -> Path:
    """Write the network as ONNX.

    Args:
        shape: of its input; a text is an open length.
        last: the channels come last.
        flat: answer with a vector; otherwise with the picture of features before it.
    """
    weights = {"w": model[0].weight, "b": model[0].bias, "v": model[4].weight, "c": model[4].bias}
    nodes = [
        helper.make_node("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2] if last else [0, 1, 2, 3]),
        helper.make_node("Conv", ["t", "w", "b"], ["h"], strides=[5, 5]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "v", "c"], ["y"], transB=1),
    ]
    tensors = [numpy_helper.from_array(value.detach().numpy(), key) for key, value in weights.items()]
    return _save(file, nodes, shape, "y" if flat else "r", tensors)


def write_flattening(file: Path, shape: list) -> Path:
    """Write a network that takes an input of any rank and gives its numbers back in a row."""
    return _save(file, [helper.make_node("Flatten", ["x"], ["y"])], shape, "y", [])


def _save(file: Path, nodes: list, shape: list, given: str, tensors: list) -> Path:
    ends = (
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, lengths)]
        for name, lengths in (("x", shape), (given, None))
    )
    graph = helper.make_graph(nodes, "tiny", *ends, tensors)
    opset = [helper.make_opsetid("", OPSET)]
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION), file)
    return file
