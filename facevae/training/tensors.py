"""What training changes as named tensors, for snapshots."""

from torch import Tensor
from torch.optim import Optimizer


def of_optimiser(optimiser: Optimizer) -> dict[str, Tensor]:
    """The optimiser's state, named `optimiser/NUMBER/KEY`."""
    state = optimiser.state_dict()["state"]
    return {f"optimiser/{number}/{key}": value for number, one in state.items() for key, value in one.items()}


def restore_optimiser(optimiser: Optimizer, tensors: dict[str, Tensor]) -> None:
    """Put the state that `of_optimiser` named back."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in under("optimiser/", tensors).items():
        number, name = key.split("/")
        state.setdefault(int(number), {})[name] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names begin with the prefix, without it."""
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
