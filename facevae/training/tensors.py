"""What training changes as named tensors, for snapshots."""

import torch
from torch import Tensor
from torch.optim import Optimizer


def of_optimiser(optimiser: Optimizer) -> dict[str, Tensor]:
    """The optimiser's state, named `optimiser/NUMBER/KEY`."""
    state = optimiser.state_dict()["state"]
    return {f"optimiser/{number}/{key}": value for number, one in state.items() for key, value in one.items()}


def restore_optimiser(optimiser: Optimizer, tensors: dict[str, Tensor]) -> None:
    """Put the state that `of_optimiser` named back, each tensor laid out in memory as its parameter is."""
    parameters = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in under("optimiser/", tensors).items():
        number, name = key.split("/")
        state.setdefault(int(number), {})[name] = _laid_out(value, parameters[int(number)])
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})


def _laid_out(value: Tensor, parameter: Tensor) -> Tensor:
    if value.ndim == 0:  # such as the count of steps
        return value
    return torch.empty_like(parameter, dtype=value.dtype, requires_grad=False).copy_(value)


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names begin with the prefix, without it."""
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
