"""A test's figures and curves beside those of the baselines."""

import html

import streamlit as st

from facevae.dashboard import model_card, recognise_tests, report_figures, theme
from facevae.dashboard.words import percent
from facevae.figures.labels import CHANCE
from facevae.recognition.registry import PROTOCOLS

SHARES = [i / 100 for i in range(101)]
HEADS = {
    "verification": (
        ("accuracy", "right"),
        ("auc", "AUC"),
        ("eer", "equal error rate"),
        ("tar_at_far 0.1", "TAR at FAR\u00a010\u00a0%"),
        ("tar_at_far 0.01", "TAR at FAR\u00a01\u00a0%"),
        ("tar_at_far 0.001", "TAR at FAR\u00a00.1\u00a0%"),
    ),
    "identification": (("rank1", "first match right"), ("rank5", "among the first five")),
    "expression": (
        ("accuracy", "right"),
        ("balanced_accuracy", "mean over expressions"),
        ("ece", "calibration error"),
    ),
}


def show(protocol: str, report: dict) -> None:
    """A table of the figures, then the charts where there are some."""
    if protocol not in CHARTS:
        st.html(model_card.figures_html(report_figures.of_protocol(report, protocol)))
        return
    st.html(table(protocol, report))
    on, few = recognise_tests.on(report, protocol), recognise_tests.few(report, protocol)
    st.caption(f"On {on}. {few}{_about(protocol, report[protocol])}")
    CHARTS[protocol](report)


def compared(protocol: str, report: dict) -> dict[str, dict]:
    """Figures of the model, then of the baselines, the strongest first and chance last."""
    beside = {
        name.replace("_", " "): figures[protocol]
        for name, figures in report["baseline"].items()
        if name not in PROTOCOLS and protocol in figures
    }
    first, _ = HEADS[protocol][0]
    ranked = sorted(beside, key=lambda name: (name == CHANCE, -beside[name][first]))
    return {report["checkpoint"]: report[protocol]} | {name: beside[name] for name in ranked}


def table(protocol: str, report: dict) -> str:
    """Rows the model and the baselines, columns the figures, the model's with their 95 % intervals."""
    heads = HEADS[protocol]
    body = ""
    for name, figures in compared(protocol, report).items():
        cells = "".join(f"<td>{_cell(figures, key)}</td>" for key, _ in heads)
        body += f"<tr><td>{html.escape(name)}</td>{cells}</tr>"
    head = "".join(f"<th>{title}</th>" for _, title in heads)
    return (
        '<div class="fv-scroll"><table class="fv-compared fv-model">'
        f"<tr><th></th>{head}</tr>{body}</table></div>"
    )


def classes(figures: dict) -> str:
    """A row each expression that was shown or told: its recall and precision."""
    from facevae.recognition.expression import by_expression

    rows = ""
    for label, *shares, n in by_expression(figures):
        cells = "".join(f"<td>{'–' if share is None else percent(share)}</td>" for share in shares)
        rows += f"<tr><td>{label}</td>{cells}<td>{n:,}</td></tr>"
    return (
        '<div class="fv-scroll"><table class="fv-compared"><tr><th></th>'
        "<th>found when shown (recall)</th><th>right when told (precision)</th><th>n</th></tr>"
        f"{rows}</table></div>"
    )


def _cell(figures: dict, key: str) -> str:
    name, _, level = key.partition(" ")
    value = figures.get(name, {}).get(level) if level else figures.get(name)
    if value is None:
        return "–"
    text = (lambda number: f"{number:.3f}") if key == "auc" else percent
    low_high = figures.get("interval", {}).get(key)
    told = low_high and low_high[0] < low_high[1]  # without an error there is nothing to draw anew
    beside = f"<span>{' – '.join(map(text, low_high))}</span>" if told else ""
    return f"{text(value)}{beside}"


def _about(protocol: str, figures: dict) -> str:
    if protocol == "verification":
        few = f"At FAR 0.1 % none of its {figures['impostors']:,} pairs of different people passes. "
        few = few if figures["impostors"] < 1000 else ""
        return f"Right at a threshold chosen on other pairs. {few}Small: 95 % intervals over people."
    if protocol == "identification":
        splits = f", {figures['splits']} seeded splits" if figures.get("splits") else ""
        return f"{figures['people']:,} people, {figures['enrolled']:,} pictures enrolled{splits}."
    return "Labels are those of the set."


def _verification(report: dict) -> None:
    from facevae.figures.roc import det, roc

    curves = {
        name: (figures["curves"]["far"], figures["curves"]["tar"])
        for name, figures in compared("verification", report).items()
        if "curves" in figures
    }
    curves[CHANCE] = (SHARES, SHARES)
    left, right = st.columns(2, gap="medium")
    with left:
        _chart(roc(curves, theme.dark()), "ROC: further to the upper left is better.", "roc")
    with right:
        about = "DET: both errors on stretched scales; lower is better. Who never errs has no line."
        _chart(det(curves, theme.dark()), about, "det")


def _identification(report: dict) -> None:
    from facevae.figures.cmc import cmc

    rows = compared("identification", report)
    curves = {name: figures["cmc"] for name, figures in rows.items() if "cmc" in figures}
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _chart(
            cmc(curves, theme.dark()),
            "CMC: how often the right person is among so many first matches.",
            "cmc",
        )
    strangers = report["identification"].get("open_set")
    shares = strangers["dir_at_fpir"] if strangers else {}
    told = {share: found for share, found in shares.items() if float(share) * strangers["strangers"] >= 1}
    if told:
        with right:
            st.markdown("**When strangers ask too**")
            for share, found in told.items():
                st.markdown(
                    f"- If {percent(float(share))} of strangers may be given a name, {percent(found)} of the "
                    "enrolled are named rightly."
                )
            st.caption(
                f"Open-set identification, n = {strangers['n']:,} probes, {strangers['strangers']:,} of them "
                "of strangers."
            )


def _expression(report: dict) -> None:
    from facevae.figures.confusion import confusion
    from facevae.figures.reliability import reliability

    figures = report["expression"]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _chart(
            confusion(figures["confusion"], figures["labels"], theme.dark()),
            "Confusion matrix: each row sums to 100 %.",
            "confusion",
        )
        st.html(classes(figures))
    bins = figures.get("curves", {}).get("reliability")
    if bins:
        _, confidence, accuracy, number = zip(*bins, strict=True)
        with right:
            _chart(
                reliability(confidence, accuracy, number, theme.dark()),
                "Reliability: on the dotted line its percentages mean what they say.",
                "reliability",
            )


CHARTS = {"verification": _verification, "identification": _identification, "expression": _expression}


def _chart(figure, caption: str, key: str) -> None:
    from facevae.figures.theme import STILL

    st.plotly_chart(figure, theme=None, config=STILL, key=f"test-{key}")
    st.caption(caption)
