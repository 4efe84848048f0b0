"""The log: lines that a program can read, without anything about whom."""

from __future__ import annotations

import io
import json
import logging
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash.domain.rooms import CODE_LENGTH, LETTERS, new_code, new_token, spoken
from nplv_dash.ui import logs
from nplv_dash.ui.logs import JsonFormatter, TextFormatter, without_private

CODE, TOKEN = new_code(), new_token()
PRIVATE = {
    "code": f"no room {CODE} here",
    "spoken code": f"no room {spoken(CODE)} here",
    "address of a page": f"GET /werksessie?kamer={CODE.lower()}&sleutel={TOKEN} failed",
    "secret": f"secret '{TOKEN}'",
    "IPv4": "client 192.168.178.20:51234 left",
    "IPv6": "client [2001:db8::8a2e:370:7334] left",
    "database": "connection to postgresql+psycopg://nplv:hunter2@localhost:5432/nplv failed",
    "parameters": "(psycopg.Error) failed\n[SQL: INSERT INTO answers VALUES (?)]\n[parameters: ('Buurthuis Noord', 3)]",
    "row": "duplicate key\nDETAIL:  Key (title)=(Buurthuis Noord) already exists.\n",
    "value": "Input should be a number [type=float, input_value='Buurthuis Noord', input_type=str]",
}
SECRETS = (CODE, CODE.lower(), spoken(CODE), TOKEN, "192.168.178.20", "2001:db8", "hunter2", "Buurthuis Noord")


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()], ids=["text", "json"])
@pytest.mark.parametrize("message", PRIVATE.values(), ids=PRIVATE)
def test_nothing_private_stands_in_a_line_or_in_its_traceback(message: str, formatter: logging.Formatter) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        _fail(message)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "reference %s: %s", ("ab12", message), None)
    record.exc_info = (raised.type, raised.value, raised.tb)
    line = formatter.format(record)
    assert not [secret for secret in SECRETS if secret in line]
    assert "reference ab12" in line
    assert "ValueError" in line
    assert "test_logs.py" in line


def _fail(message: str) -> None:
    raise ValueError(message)


@given(st.text(LETTERS, min_size=CODE_LENGTH, max_size=CODE_LENGTH), st.sampled_from(["", " ", "(", "'", "/", "="]))
def test_no_code_is_left_whatever_stands_around_it(code: str, sign: str) -> None:
    assert code not in without_private(f"kamer{sign or ' '}{code}{sign}")


@pytest.mark.parametrize(
    "text",
    [
        "reference 3f9a1c",
        "could not be loaded at the start: <function workspace at 0x7f00aa>",
        "SessionClientDisconnectedError in websocket_session_manager",
        "2026-11-30 12:59:07,123 WARNING nplv_dash.ui.routes.answers: data_missing in data/areas.yaml",
        "streamlit 1.67.0 needs Python 3.11",
    ],
)
def test_what_helps_to_find_an_error_is_left(text: str) -> None:
    assert without_private(text) == text


def test_a_line_is_json_with_what_was_given_to_it() -> None:
    record = logging.makeLogRecord(
        {"name": "nplv_dash.ui.meters", "levelname": "INFO", "msg": 'said "%s"\n', "args": ("é",), "created": 1e9,
         "msecs": 7.0, "kind": "page", "status": 200}
    )  # fmt: skip
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2001-09-09T01:46:40.007Z", "level": "INFO", "logger": "nplv_dash.ui.meters", "message": 'said "é"\n',
        "kind": "page", "status": 200,
    }  # fmt: skip
    assert TextFormatter().format(record).splitlines()[0].endswith("status=200")


def test_the_libraries_write_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a copy of the root of all loggers, which belongs to the other tests."""
    stream, root = io.StringIO(), logging.getLogger()
    above, library = logging.getLogger("streamlit"), logging.getLogger("streamlit.of_a_test")
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", logging.WARNING)
    # Both write by themselves and hand nothing on, as Streamlit makes them.
    for one in (above, library):
        monkeypatch.setattr(one, "handlers", [logging.StreamHandler(io.StringIO())])
        monkeypatch.setattr(one, "propagate", False)
        monkeypatch.setattr(one, "level", logging.INFO)
    monkeypatch.setattr(logging.Logger.manager, "loggerDict", {one.name: one for one in (above, library)})
    monkeypatch.setattr(logging, "captureWarnings", lambda **_: None)
    logs.set_up("warning", "json")
    library.warning("room %s", CODE)
    library.info("not this")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(one["logger"], one["message"]) for one in lines] == [(library.name, "room [code]")]
    # Whole messages, with what people sent in, stand in no log, however much it is asked to say.
    logs.set_up("debug", "json")
    for name in ("streamlit", "uvicorn", "websockets"):
        assert logging.getLogger(name).level == logging.INFO


def test_no_letter_of_a_code_is_one_that_is_not_looked_for() -> None:
    assert set(LETTERS) <= set(string.ascii_uppercase + string.digits)
