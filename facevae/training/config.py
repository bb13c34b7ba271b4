"""How a model is trained: every setting is a plain field with its meaning, unit and default."""

from dataclasses import dataclass

from facevae.models.config import require

OPTIMISERS = ("adam", "adamw")
PRECISIONS = ("auto", "float32", "bfloat16")
SAMPLINGS = ("uniform", "inverse")


@dataclass(frozen=True)
class TrainConfig:
    """The settings of one run that are not the model's."""

    epochs: int = 100  # passes over the training faces
    steps: int = 0  # gradient steps; 0: as many as the epochs need
    batch_size: int = 64  # faces in a step
    optimiser: str = "adamw"  # adam or adamw
    learning_rate: float = 1e-3
    learning_rate_warmup: int = 0  # steps over which the learning rate rises from 0
    cosine: bool = True  # the learning rate falls to 0 along a cosine
    weight_decay: float = 0.01  # adamw only
    clip: float = 0.0  # largest gradient norm; 0: no limit
    beta: float = 1.0  # weight of the KL term
    beta_warmup: float = 0.0  # share of the run over which beta rises from 0
    free_bits: float = 0.0  # nats of KL a latent dimension may keep free of charge
    ema: float = 0.0  # decay of the running mean of the weights, such as 0.999; 0: none
    decode_share: float = 1.0  # share of each batch that is also decoded: the decoder costs half the time
    sampling: str = "uniform"  # uniform: each face alike; inverse: each face set alike, however small
    identity_weight: float = 0.0  # nats that one nat of not knowing who it is counts as; 0: not learned
    identity_margin: float = 0.3  # radians by which a face must be nearer to its own person
    identity_scale: float = 16.0  # sharpness of the choice between people
    identity_least: int = 2  # pictures that a person needs to be learned
    expression_weight: float = 0.0  # as identity_weight, for the expression
    separation_weight: float = 0.0  # as identity_weight, for what a part tells of the other's label
    perceptual_weight: float = 0.0  # pull towards looking alike, 1: as hard as the pixels pull; 0: none
    perceptual_from: str = "photo-64"  # to whom alike: a checkpoint, or vgg16 or lpips from the home folder
    adversarial_weight: float = 0.0  # as perceptual_weight, to pass a discriminator of patches
    adversarial_from: float = 0.5  # share of the run after which the discriminator is there
    distillation_weight: float = 0.0  # nats that the cosine distance from another recogniser counts as
    distillation_from: str = ""  # which recogniser: an ONNX file in the home folder's models/embedders
    start_from: str = ""  # checkpoint whose weights to begin with, where their shapes fit
    flip: float = 0.5  # share of faces mirrored
    crop: float = 0.0  # largest share of a side cut away
    rotation: float = 0.0  # degrees to either side
    brightness: float = 0.0  # largest relative change
    contrast: float = 0.0  # largest relative change
    grey: float = 0.0  # share of faces without colour
    erase: float = 0.0  # share of the faces not decoded that have a rectangle covered
    device: str = "auto"  # auto, cpu, cuda, cuda:1, mps
    precision: str = "auto"  # auto, float32 or bfloat16
    threads: int = 0  # CPU threads; 0: all cores but one
    seed: int = 0
    log_every: int = 10  # steps between points of the curves
    validate_every: int = 100  # steps between validations
    samples_every: int = 100  # steps between pictures of the fixed faces
    snapshot_every: int = 500  # steps between snapshots from which the run can go on

    def __post_init__(self):
        require(self.optimiser in OPTIMISERS, f"optimiser is “{self.optimiser}”", "Choose adam or adamw.")
        require(
            self.precision in PRECISIONS,
            f"precision is “{self.precision}”",
            "Choose auto, float32 or bfloat16.",
        )
        for name in (
            "epochs",
            "batch_size",
            "log_every",
            "validate_every",
            "samples_every",
            "snapshot_every",
        ):
            require(getattr(self, name) >= 1, f"{name} is {getattr(self, name)}", "Give 1 or more.")
        require(self.sampling in SAMPLINGS, f"sampling is “{self.sampling}”", "Choose uniform or inverse.")
        for name in (
            *("steps", "learning_rate_warmup", "weight_decay", "clip", "beta", "free_bits", "threads"),
            *("identity_weight", "expression_weight", "separation_weight", "identity_margin"),
            *("perceptual_weight", "adversarial_weight", "distillation_weight"),
        ):
            require(getattr(self, name) >= 0, f"{name} is {getattr(self, name)}", "Give 0 or more.")
        require(
            0 < self.decode_share <= 1, f"decode_share is {self.decode_share}", "Give above 0, at most 1."
        )
        require(
            bool(self.distillation_from or not self.distillation_weight),
            "distillation_from is empty",
            "Name the recogniser to learn from.",
        )
        require(self.identity_scale > 0, f"identity_scale is {self.identity_scale}", "Give above 0.")
        require(self.identity_least >= 1, f"identity_least is {self.identity_least}", "Give 1 or more.")
        for name in ("beta_warmup", "flip", "grey", "erase", "adversarial_from"):
            require(0 <= getattr(self, name) <= 1, f"{name} is {getattr(self, name)}", "Give 0 to 1.")
        for name in ("crop", "brightness", "contrast"):
            require(0 <= getattr(self, name) < 1, f"{name} is {getattr(self, name)}", "Give 0 to below 1.")
        require(0 <= self.ema < 1, f"ema is {self.ema}", "Give 0, or a decay below 1 such as 0.999.")
        require(0 <= self.seed < 2**63, f"seed is {self.seed}", "Give 0 or a positive whole number.")
        require(self.learning_rate > 0, f"learning_rate is {self.learning_rate}", "Give a positive number.")
        require(0 <= self.rotation <= 180, f"rotation is {self.rotation}", "Give 0 to 180 degrees.")
