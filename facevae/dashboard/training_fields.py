"""Every setting of a new run as a widget that fits it, in sections."""

from typing import Any

import streamlit as st

from facevae.dashboard import devices, setting_fields, state
from facevae.dashboard.messages import plain
from facevae.dashboard.setting_fields import CHOICES, Setting


def show(preset: str) -> dict[str, Any]:
    """The settings behind a fold; gives the value of each."""
    own = setting_fields.of_preset(preset)
    values: dict[str, Any] = {}
    with st.expander("All settings", icon=":material/tune:"):
        for section, settings in setting_fields.sections().items():
            first = not values
            with st.expander(section, expanded=first), st.grid(columns="auto", min_column_width=170):
                for setting in settings:
                    known = own | values
                    values[setting.name] = _widget(preset, setting, own[setting.name], known)
    return values


def _widget(preset: str, setting: Setting, own: Any, known: dict[str, Any]) -> Any:
    """The widget that fits the setting's type; its help is the field's meaning and the preset's value."""
    shown = ", ".join(map(str, own)) if isinstance(own, tuple) else own
    key = f"train-{preset}-{setting.name}"
    about = {
        "label": setting.label,
        "help": f"{setting.meaning}\n\n`{setting.name}`, in this preset {_said(shown)}".strip(),
        "key": key,
        "persist_state": "session",
        "disabled": not setting.matters(known),
    }
    # Set here and not as the widget's own default, so that a copied run's value may stand there already.
    st.session_state.setdefault(key, shown)
    if choices := _choices(setting.name, st.session_state[key]):
        return st.selectbox(**about, options=list(choices), format_func=lambda value: choices[value])
    if isinstance(own, bool):
        return st.checkbox(**about)
    if isinstance(own, int):
        return int(st.number_input(**about, min_value=0, step=1))
    if isinstance(own, float):
        return st.number_input(**about, min_value=0.0, step=_step(own), format="%g")
    given = st.text_input(**about)
    return own if given == shown else given


def _said(value: Any) -> str:
    return plain(str(value)) if value != "" else "nothing"


def _choices(name: str, chosen: Any) -> dict[str, str]:
    """The values of a setting that has a list of them, each as it is called; the chosen one is among them."""
    if name in CHOICES:
        return {value: value for value in CHOICES[name]}
    if name == "device":
        return {chosen: chosen} | devices.choices()
    if name == "start_from":
        return {"": "new weights", chosen: chosen or "new weights"} | {
            model: model for model in state.model_names()
        }
    return {}


def _step(value: float) -> float:
    """About a tenth of the value."""
    return float(f"{value / 10:.0e}") if value else 0.1
