"""Another language: choices stay what they are, in its words, and nothing that was typed is lost."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> AppTest:
    def script() -> None:
        import streamlit as st

        from nplv_dash.ui import language

        lang = language.switch()
        words = {"nl": ("een", "twee"), "en": ("one", "two")}[lang]
        st.selectbox("choice", (0, 1), format_func=lambda i: words[i], key="choice")
        st.select_slider("scale", (0, 1), format_func=lambda i: words[i], key="scale")
        st.segmented_control("part", (0, 1), format_func=lambda i: words[i], key="part", default=0)
        with st.form("form"):
            st.text_input("code", key="code")
            st.text_area("text", key="text")
            st.form_submit_button("send")

    return AppTest.from_function(script).run()


def test_a_choice_is_set_anew_and_what_was_typed_is_left_to_the_browser() -> None:
    app = _page()
    app.selectbox(key="choice").set_value(1).run()
    app.button_group(key="lang").set_value("en").run()
    assert not app.exception
    choices = (app.selectbox(key="choice"), app.select_slider(key="scale"), app.button_group(key="part"))
    assert [(one.value, one.proto.set_value) for one in choices] == [(1, True), (0, True), (0, True)]
    # Of what was not sent yet the server knows nothing: set to that, it would be wiped.
    for field in (app.text_input(key="code"), app.text_area(key="text")):
        assert not field.proto.set_value


def test_what_was_sent_stands_in_the_field_still() -> None:
    app = _page()
    app.text_input(key="code").input("123")
    app.button[0].click().run()
    app.button_group(key="lang").set_value("en").run()
    assert app.text_input(key="code").value == "123"
