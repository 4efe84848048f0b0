"""Making an area of one's own: a map to click on, the same as a list, codes to paste, a name; and what was made."""

from __future__ import annotations

from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import LONGEST_NAME, OwnArea, defined
from nplv_dash.present import foliummap, palette
from nplv_dash.present.explain import explain
from nplv_dash.present.figures import Figures
from nplv_dash.present.legend import Swatch, swatches
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import own_areas as services
from nplv_dash.services.own_area_map import STATES, ChoiceLevel, choice_map, gemeenten, offered
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import own_areas, state
from nplv_dash.ui.frame import go_to

#: In the session: the codes of the area that is being made, the id of the one that is being changed, and what was made.
_CODES, _WAS, _SAID = "_own_codes", "_own_was", "_own_said"
#: Keys of widgets.
_TOWN, _LEVEL, _PASTED, _TITLE = "eigen_gemeente", "eigen_per", "eigen_plak", "eigen_naam"
_LEVELS: Final[tuple[ChoiceLevel, ...]] = ("wijk", "buurt")
#: Not chosen, chosen in part, chosen; as many colours as a map has.
_COLOURS: Final = (palette.SEQUENTIAL[0], palette.SEQUENTIAL[1], palette.SEQUENTIAL[3], *palette.SEQUENTIAL[3:])


@st.fragment
def draw(t: Text, n: Numbers) -> None:
    """Draw the block. A fragment: a click draws nothing else anew."""
    workspace, figures = own_areas.workspace(t), Figures(t, n)
    st.markdown(t("own_area.make.lead"))
    st.caption(t("own_area.make.not_nplv"))
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(t("own_area.make.saved", name=said), icon=":material/check:")
    made(workspace, figures)
    beside, main = st.columns([1, 2], gap="medium")
    with beside:
        town, level = _where(workspace, t)
        place = st.container()
        _paste(workspace, t)
    with main:
        _map(workspace, town, level, figures)
    with place:
        _list(workspace, town, level, t)
    # Below the map: on a phone that comes between the choice and its name.
    _save(workspace, figures)


def made(workspace: Workspace, figures: Figures) -> None:
    """What this visitor made, with what can be done with each."""
    t = figures.t
    if not workspace.own:
        return
    st.subheader(t("own_area.list.title"))
    for area in workspace.own:
        title = area.definition.title
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{area.name}**  \n{area.gemeente} · {services.counted(area, figures)}", width="stretch")

            def button(action: str, icon: str, title: str = title, key: str = area.id) -> bool:
                label = t("own_area.list.label", action=t(f"own_area.list.{action}"), name=title)
                return st.button(label, icon=f":material/{icon}:", key=f"{action}_{key}")

            if button("open", "location_city"):
                go_to("gebied", gebied=area.id)
            if button("map", "map"):
                go_to("kaart", niveau="wijken", rond=area.id)
            if button("edit", "edit"):
                _begin(area)
            if button("remove", "delete"):
                own_areas.put([one for one in own_areas.definitions() if one.id != area.id])
                st.rerun()
    st.caption(t("own_area.list.link"))


def _begin(area: OwnArea) -> None:
    """Take an area to change it."""
    st.session_state[_CODES], st.session_state[_WAS] = area.definition.codes, area.id
    st.session_state[_TITLE], st.session_state[_TOWN] = area.definition.title, area.gemeenten[0]


def _codes() -> tuple[str, ...]:
    return tuple(st.session_state.get(_CODES, ()))


def _where(workspace: Workspace, t: Text) -> tuple[str, ChoiceLevel]:
    """The municipality and the level."""
    towns = gemeenten(workspace)
    if st.session_state.get(_TOWN) not in towns:
        st.session_state[_TOWN] = workspace.bundle.areas[0].gemeente_code
    town = st.selectbox(
        t("own_area.make.gemeente"), list(towns), key=_TOWN, format_func=towns.__getitem__, persist_state="session"
    )
    levels = [one for one in _LEVELS if one in workspace.bundle.units]
    if st.session_state.get(_LEVEL) not in levels:
        st.session_state[_LEVEL] = levels[0]
    level = st.segmented_control(
        t("own_area.make.level"), levels, key=_LEVEL, required=True, persist_state="session",
        format_func=lambda one: t(f"own_area.make.levels.{one}"),
    )  # fmt: skip
    return town, level or levels[0]


def _map(workspace: Workspace, town: str, level: ChoiceLevel, figures: Figures) -> None:
    # Here and not above: the choices stand before the map's libraries are loaded.
    from nplv_dash.ui.blocks import mapblock

    t, n = figures.t, figures.n
    found = choice_map(workspace, town, level, _codes())
    states = [t(f"own_area.make.states.{one}") for one in STATES]
    texts = {".": "", **{str(i): word for i, word in enumerate(states)}}
    name = gemeenten(workspace)[town]
    mapblock.stand(
        foliummap.Paint(
            layer=mapblock.geometry(workspace, found.layer),
            classes=found.classes,
            values=tuple(texts[one] for one in found.classes),
            caption=t("own_area.make.caption"),
            description=t(
                "own_area.make.alt", gemeente=name, chosen=n.integer(sum(found.counts[1:])),
                all=n.integer(sum(found.counts)),
            ),
            palette=mapblock.colours(_COLOURS),
            focus=found.bounds,
            outlines=mapblock.outlines(workspace, found.layer),
        ),
        t, key="eigen_gebied_kaart", height=520, label=t("own_area.make.map"),
        on_click=lambda code: _set(services.toggled(workspace, _codes(), code)),
    )  # fmt: skip
    rows = [
        Swatch(word, n.integer(count), colour)
        for word, count, colour in zip(states, found.counts, _COLOURS, strict=False)
        # Of buurten none is chosen in part.
        if level == "wijk" or word != states[1]
    ]
    st.html(swatches(t("own_area.make.legend"), rows, t))


def _set(codes: tuple[str, ...]) -> None:
    st.session_state[_CODES] = codes


def _list(workspace: Workspace, town: str, level: ChoiceLevel, t: Text) -> None:
    """The same as a list, for who has no mouse."""
    names = offered(workspace, town, level)
    whole = {code for code in _codes() if code in names}
    if level == "buurt":
        # Buurten of a wijk that is chosen as a whole.
        whole |= {code for code in names if f"WK{code[2:8]}" in _codes()}
    key = f"eigen_lijst_{town}_{level}"
    shown = [code for code in names if code in whole]
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown

    def chosen() -> None:
        codes = _codes()
        for code in set(st.session_state[key]) ^ whole:
            codes = services.toggled(workspace, codes, code)
        _set(codes)

    st.multiselect(
        t(f"own_area.make.choose.{level}", gemeente=gemeenten(workspace)[town]), list(names), key=key,
        format_func=lambda code: f"{names[code]} ({code})", on_change=chosen, help=t("own_area.make.choose_help"),
        placeholder=t("own_area.make.choose_empty"),
    )  # fmt: skip


def _paste(workspace: Workspace, t: Text) -> None:
    """Codes from elsewhere."""
    with st.expander(t("own_area.make.paste"), icon=":material/content_paste:"):
        text = st.text_area(t("own_area.make.paste"), key=_PASTED, help=t("own_area.make.paste_help"), max_chars=8000)
        if st.button(t("own_area.make.paste_button"), icon=":material/add:", key="eigen_voeg_toe") and text.strip():
            try:
                # A name that always fits: only the codes are checked here.
                found = services.known(workspace, defined("x", services.split(text)), t)
            except NplvError as error:
                _refuse(error, t)
                return
            codes = _codes()
            for code in (*found.wijken, *found.buurten):
                codes = codes if code in codes else services.toggled(workspace, codes, code)
            # The list and the map are drawn after this.
            _set(codes)


def _save(workspace: Workspace, figures: Figures) -> None:
    """What is chosen, its name, and the button that makes it an area."""
    t, codes, changed = figures.t, _codes(), st.session_state.get(_WAS)
    if codes:
        st.markdown(t("own_area.make.chosen", counts=services.counted_codes(codes, figures)))
    else:
        st.markdown(t("own_area.make.nothing"))
    narrow, _ = st.columns([1, 2], gap="medium")
    title = narrow.text_input(
        t("own_area.make.name"), key=_TITLE, max_chars=LONGEST_NAME, help=t("own_area.make.name_help"),
        persist_state="session",
    )  # fmt: skip
    with st.container(horizontal=True):
        label = t("own_area.make.change" if changed else "own_area.make.save")
        wanted = st.button(label, icon=":material/check:", type="primary", disabled=not codes, key="eigen_maak")
        st.button(t("own_area.make.clear"), icon=":material/restart_alt:", on_click=_clear, key="eigen_begin")
    if not wanted:
        return
    kept = [one for one in own_areas.definitions() if one.id != changed]
    try:
        definition = defined(title, codes)
        area = services.known(workspace, definition, t)
        # As it will be read from the link: what that refuses must not come into it.
        services.checked([*kept, definition])
    except NplvError as error:
        _refuse(error, t)
        return
    own_areas.put([*kept, definition])
    # Whoever goes on to another page expects to meet it there.
    st.session_state["gebied"] = area.id
    _forget()
    st.session_state[_SAID] = area.name
    st.rerun()


def _clear() -> None:
    _forget()
    st.session_state[_TITLE] = ""


def _forget() -> None:
    for name in (_CODES, _WAS):
        st.session_state.pop(name, None)


def _refuse(error: NplvError, t: Text) -> None:
    quoted = {name: state.literal(str(value)) for name, value in error.values.items()}
    for one in explain(NplvError(error.key, error.where, **quoted), t):
        st.error(f"{one.what} {one.remedy}", icon=":material/error:")
