"""The parts that a model and its loss are put together from: a new one is a file and a line here."""

from facevae.registry import Entry

# What stands before the comma names a model with it: Convolutional VAE.
BACKBONES = {
    "mlp": Entry("facevae.models.backbones.mlp", "fully connected, as in the article"),
    "conv": Entry("facevae.models.backbones.conv", "convolutional, the quickest"),
    "residual": Entry("facevae.models.backbones.residual", "residual, for the best pictures"),
    "resnet": Entry("facevae.models.backbones.resnet", "residual, for telling people and expressions apart"),
}
LIKELIHOODS = {
    "gaussian": Entry(
        "facevae.models.likelihoods.gaussian:Gaussian",
        "squared error with a fixed variance, as in the article",
    ),
    "calibrated": Entry(
        "facevae.models.likelihoods.calibrated:CalibratedGaussian",
        "squared error with the variance that fits best",
    ),
    "laplace": Entry(
        "facevae.models.likelihoods.laplace:CalibratedLaplace",
        "absolute error with the scale that fits best: sharper edges",
    ),
    "bernoulli": Entry(
        "facevae.models.likelihoods.bernoulli:Bernoulli", "cross-entropy, as for black and white pictures"
    ),
    "logistic": Entry(
        "facevae.models.likelihoods.logistic:LogisticMixture",
        "probabilities of the 256 levels, so that bits can be counted; slower",
    ),
}
PRIORS = {
    "standard": Entry(
        "facevae.models.priors.standard:StandardNormal", "the standard normal, fitted to nothing"
    ),
    "gaussian": Entry("facevae.models.priors.gaussian:GaussianPrior", "one Gaussian with all covariances"),
    "mixture": Entry(
        "facevae.models.priors.mixture:MixturePrior",
        "eight Gaussians, nearest to real faces in what was measured",
    ),
    "flow": Entry(
        "facevae.models.priors.flow:FlowPrior",
        "a small network that carries noise to latents; takes a minute more",
    ),
}
# Beside reconstruction and KL. The weight of each is the setting NAME_weight.
TERMS = {
    "identity": Entry("facevae.models.terms.identity:IdentityTerm"),
    "expression": Entry("facevae.models.terms.expression:ExpressionTerm"),
    "separation": Entry("facevae.models.terms.separation:SeparationTerm"),
    "perceptual": Entry("facevae.models.terms.perceptual:PerceptualTerm"),
    "adversarial": Entry("facevae.models.terms.adversarial:AdversarialTerm"),
    "distillation": Entry("facevae.models.terms.distillation:DistillationTerm"),
    "tc": Entry("facevae.models.terms.tc:TotalCorrelationTerm"),
    "mmd": Entry("facevae.models.terms.mmd:MmdTerm"),
}
