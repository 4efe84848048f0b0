"""What a browser may ask of its session, and nothing else."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.runtime.app_session import AppSession

from nplv_dash.ui import messages, server

#: Each kind that the protocol of the pinned version has.
ALL = [one.name for one in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
PAYLOADS = [one.name for one in BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields]


def message(kind: str, payload: str = "deferred_file") -> BackMsg:
    found = BackMsg()
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if kind == "backend_operation_request":
        getattr(found.backend_operation_request, payload).SetInParent()
    elif field.message_type is not None:
        getattr(found, kind).SetInParent()
    else:
        setattr(found, kind, True)
    return found


def test_the_protocol_has_the_kinds_that_this_code_knows() -> None:
    assert set(ALL) >= messages.KINDS
    assert set(PAYLOADS) >= messages.OPERATIONS
    # One more in a new version is refused until somebody has looked at it.
    assert set(ALL) - messages.KINDS == {
        "clear_cache", "set_run_on_save", "load_git_info", "debug_disconnect_websocket", "debug_shutdown_runtime"
    }  # fmt: skip
    assert set(PAYLOADS) - messages.OPERATIONS == {"install_skills", "dismiss_skills_nudge"}


@pytest.mark.parametrize("kind", ALL)
def test_only_what_a_page_sends_is_heard(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[BackMsg] = []
    sent = message(kind)
    with caplog.at_level(logging.WARNING):
        messages.only_ours(lambda _, one: heard.append(one))(None, sent)
    assert heard == ([sent] if kind in messages.KINDS else [])
    assert ("passed over" in caplog.text) == (kind not in messages.KINDS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_is_written_beside_the_app(payload: str) -> None:
    assert messages.is_ours(message("backend_operation_request", payload)) == (payload in messages.OPERATIONS)


def test_what_says_nothing_is_passed_over() -> None:
    assert not messages.is_ours(BackMsg())
    assert not messages.is_ours(BackMsg(backend_operation_request=BackendOperationRequest()))


def test_nobody_empties_what_is_kept_for_all() -> None:
    made: list[int] = []

    @st.cache_resource(show_spinner=False)
    def kept() -> int:
        made.append(1)
        return len(made)

    class Session:
        """As Streamlit's, as far as this goes."""

        _session_state: ClassVar[dict[str, Any]] = {}
        _handle_clear_cache_request = AppSession._handle_clear_cache_request

        def handle_backmsg_exception(self, error: BaseException) -> None:
            raise error

    server.create_app()
    assert kept() == 1
    AppSession.handle_backmsg(Session(), message("clear_cache"))  # type: ignore[arg-type]
    assert kept() == 1
    # Streamlit's own way, so that this test sees what it stands against.
    messages.HEAR(Session(), message("clear_cache"))
    assert kept() == 2
