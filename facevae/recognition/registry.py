"""What can be measured of a model: a new protocol is a file in `protocols` and a line here."""

from facevae.registry import Entry

# Each gives its part of a report from a `protocols.setting.Setting`. Its meaning is its heading on the pages.
PROTOCOLS = {
    "reconstruction": Entry("facevae.recognition.protocols.reconstruction:measure", "Reconstruction"),
    "verification": Entry("facevae.recognition.protocols.verification:measure", "The same person? (1:1)"),
    "identification": Entry("facevae.recognition.protocols.identification:measure", "Who is it? (1:N)"),
    "expression": Entry("facevae.recognition.protocols.expression:measure", "Which expression?"),
    "probes": Entry("facevae.recognition.protocols.probes:measure", "How well the parts are kept apart"),
    "disentanglement": Entry(
        "facevae.recognition.protocols.disentanglement:measure", "One number for one property"
    ),
}
