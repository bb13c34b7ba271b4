"""How a model is trained: every setting is a plain field with its meaning, unit and default."""

from dataclasses import dataclass

from facevae.models.config import BALANCES, require

OPTIMISERS = ("adam", "adamw")
PRECISIONS = ("auto", "float32", "bfloat16")
SAMPLING_BY = ("set", "expression", "identity")


@dataclass(frozen=True)
class TrainConfig:
    """The settings of one run that are not the model's."""

    # How long
    epochs: int = 100  # passes over the training faces
    steps: int = 0  # gradient steps; 0: as many as the epochs need
    batch_size: int = 64  # faces in a step
    # Optimiser
    optimiser: str = "adamw"  # adam or adamw
    learning_rate: float = 1e-3  # how far a step goes
    learning_rate_warmup: int = 0  # steps over which the learning rate rises from 0
    cosine: bool = True  # the learning rate falls to 0 along a cosine
    weight_decay: float = 0.01  # adamw: pull of the weights towards 0
    clip: float = 0.0  # largest gradient norm; 0: no limit
    ema: float = 0.0  # decay of the running mean of the weights, such as 0.999; 0: none
    # What the latent costs
    beta: float = 1.0  # weight of the KL term
    beta_warmup: float = 0.0  # share of the run, or of each cycle, over which beta rises from 0
    beta_cycles: int = 1  # beta_warmup: how often beta begins again at 0
    free_bits: float = 0.0  # nats of KL a latent dimension may keep free of charge
    tc_weight: float = 0.0  # nats that a nat of dependence between latents costs (total correlation); try 40
    mmd_weight: float = 0.0  # nats that a distance of 1 from the normal costs (MMD); try 1000 with beta 0
    # Which faces
    sampling: str = "uniform"  # how often each face is drawn
    sampling_by: str = "set"  # inverse, effective: what the classes are; unlabelled faces keep their share
    decode_share: float = 1.0  # share of each batch that is also decoded: the decoder costs half the time
    start_from: str = ""  # checkpoint to begin with the weights of, A+B: their mean, where shapes fit
    only: str = ""  # the one part of the model to learn, such as spatial; the others stay as they are
    # Who it is, and which expression
    identity_weight: float = 0.0  # nats that one nat of not knowing who it is counts as; 0: not learned
    identity_margin: float = 0.3  # identity_weight: radians by which a face must be nearer to its own person
    identity_scale: float = 16.0  # identity_weight: sharpness of the choice between people
    identity_least: int = 2  # identity_weight: pictures that a person needs to be learned
    expression_weight: float = 0.0  # as identity_weight, for which expression it is
    expression_balance: str = "uniform"  # expression_weight: what a face counts by its expression
    expression_focus: float = 0.0  # expression_weight: focal loss; 2 counts faces already told far less
    separation_weight: float = 0.0  # as identity_weight, for what a part tells of the other's label
    # Learning from other networks
    perceptual_weight: float = 0.0  # pull towards looking alike, 1: as hard as the pixels pull; 0: none
    perceptual_from: str = "photo-64"  # perceptual_weight: alike to a checkpoint, or vgg16 or lpips at home
    adversarial_weight: float = 0.0  # as perceptual_weight, to pass a discriminator of patches
    adversarial_from: float = 0.5  # adversarial_weight: share of the run after which it begins
    distillation_weight: float = 0.0  # nats that the cosine distance from another recogniser counts as
    distillation_from: str = ""  # distillation_weight: an ONNX file in the home folder's models/embedders
    # Changes of the faces
    flip: float = 0.5  # share of faces mirrored
    crop: float = 0.0  # largest share of a side cut away
    rotation: float = 0.0  # degrees to either side
    brightness: float = 0.0  # largest relative change
    contrast: float = 0.0  # largest relative change
    grey: float = 0.0  # share of faces without colour
    mix: float = 0.0  # share of the faces not decoded that have part of another laid over, labels too
    blur: float = 0.0  # share of the faces not decoded that are blurred, as what a decoder draws is
    erase: float = 0.0  # share of the faces not decoded that have a rectangle covered
    # Machine
    device: str = "auto"  # auto, cpu, cuda, cuda:1, mps
    precision: str = "auto"  # auto, float32 or bfloat16
    ranks: int = 1  # processes that share each batch, one a GPU
    threads: int = 0  # CPU threads of each rank; 0: all cores but one
    faces_gb: float = 0.0  # gigabytes of faces kept in memory, more stay on disk; 0: 1, on a GPU half of it
    seed: int = 0  # another one begins with other weights and another order
    # What is written
    log_every: int = 10  # steps between points of the curves
    validate_every: int = 100  # steps between validations
    samples_every: int = 100  # steps between pictures of the fixed faces
    snapshot_every: int = 500  # steps that a kill at any moment may cost: one snapshot each half of them
    keep_every: int = 0  # snapshots of which one is kept for good, beside the best and the last; 0: none

    def __post_init__(self):
        require(self.optimiser in OPTIMISERS, f"optimiser is “{self.optimiser}”", "Choose adam or adamw.")
        require(
            self.precision in PRECISIONS,
            f"precision is “{self.precision}”",
            "Choose auto, float32 or bfloat16.",
        )
        for name in (
            "epochs",
            "beta_cycles",
            "batch_size",
            "ranks",
            "log_every",
            "validate_every",
            "samples_every",
            "snapshot_every",
        ):
            require(getattr(self, name) >= 1, f"{name} is {getattr(self, name)}", "Give 1 or more.")
        for name, choices in (
            ("sampling", BALANCES),
            ("expression_balance", BALANCES),
            ("sampling_by", SAMPLING_BY),
        ):
            value = getattr(self, name)
            require(value in choices, f"{name} is “{value}”", f"Choose one of {', '.join(choices)}.")
        for name in (
            *("steps", "learning_rate_warmup", "weight_decay", "clip", "beta", "free_bits", "threads"),
            *("identity_weight", "expression_weight", "separation_weight", "identity_margin"),
            *("perceptual_weight", "adversarial_weight", "distillation_weight"),
            *("tc_weight", "mmd_weight", "expression_focus", "keep_every", "faces_gb"),
        ):
            require(getattr(self, name) >= 0, f"{name} is {getattr(self, name)}", "Give 0 or more.")
        require(
            0 < self.decode_share <= 1, f"decode_share is {self.decode_share}", "Give above 0, at most 1."
        )
        for name in ("mix", "blur", "erase"):
            require(
                not getattr(self, name) or self.decode_share < 1,
                f"{name} is {getattr(self, name)}, but every face is decoded",
                "Only faces that are not decoded are changed so: lower decode_share.",
            )
        require(
            bool(self.distillation_from or not self.distillation_weight),
            "distillation_from is empty",
            "Name the recogniser to learn from.",
        )
        require(
            self.batch_size % self.ranks == 0,
            f"batch_size is {self.batch_size}, which {self.ranks} ranks cannot share evenly",
            f"Give a multiple of {self.ranks}.",
        )
        require(self.identity_scale > 0, f"identity_scale is {self.identity_scale}", "Give above 0.")
        require(self.identity_least >= 1, f"identity_least is {self.identity_least}", "Give 1 or more.")
        for name in ("beta_warmup", "flip", "grey", "mix", "blur", "erase", "adversarial_from"):
            require(0 <= getattr(self, name) <= 1, f"{name} is {getattr(self, name)}", "Give 0 to 1.")
        for name in ("crop", "brightness", "contrast"):
            require(0 <= getattr(self, name) < 1, f"{name} is {getattr(self, name)}", "Give 0 to below 1.")
        require(0 <= self.ema < 1, f"ema is {self.ema}", "Give 0, or a decay below 1 such as 0.999.")
        require(0 <= self.seed < 2**63, f"seed is {self.seed}", "Give 0 or a positive whole number.")
        require(self.learning_rate > 0, f"learning_rate is {self.learning_rate}", "Give a positive number.")
        require(0 <= self.rotation <= 180, f"rotation is {self.rotation}", "Give 0 to 180 degrees.")
