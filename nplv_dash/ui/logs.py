"""The log of the server: a line for each event, as text or as JSON, and nothing in it about whom.

Nothing here is written with an address of a visitor, a code or a secret of a room, a title or an answer. Libraries may
put such things into the messages of their errors, so what looks like one is taken out of every line.
"""

from __future__ import annotations

import json
import logging
import re
import time
from typing import Final, Literal

from nplv_dash.domain.rooms import CODE_LENGTH, LETTERS

Form = Literal["text", "json"]
#: Libraries that bring handlers of their own, which would pass by the one here. Below `info` they write whole messages,
#: with all that people sent in.
_OWN_HANDLERS: Final = ("streamlit", "uvicorn", "websockets")
#: What a record has by itself; everything else was given with `extra`.
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_CODE: Final = f"[{LETTERS}]"
_HALF: Final = CODE_LENGTH // 2
_GROUPS: Final = r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*"
#: What is taken out, and what is written in its place.
_PRIVATE: Final = tuple(
    (re.compile(pattern, re.DOTALL), instead)
    for pattern, instead in (
        # What a database or a checker was given: the parameters, the row, the value that was not taken.
        (r"\[parameters: .*?\](?=\s*(?:\n|\(Background|$))", "[parameters]"),
        (r"DETAIL: .*?(?=\n|$)", "DETAIL: ..."),
        (r"input_value=.*?(?=, input_type=)", "input_value=..."),
        # The password of a database, and all that an address says behind its path.
        (r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)", "..."),
        (r"(?<=[?&])[^\s\"'<>]+", "..."),
        # Addresses of machines.
        (r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])", "[address]"),
        (rf"(?<![\w:])(?:{_GROUPS})?::(?:{_GROUPS})?(?![\w:])", "[address]"),
        (r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![\w:])", "[address]"),
        # Secrets and sessions: long, with a digit, or with all that a name in the code has not at once.
        (r"(?<![\w-])(?=[\w-]*\d|(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]*[_-])[\w-]{24,64}(?![\w-])", "[token]"),
        (rf"(?<![\w-]){_CODE}{{{_HALF}}}-?{_CODE}{{{_HALF}}}(?![\w-])", "[code]"),
    )
)


def without_private(text: str) -> str:
    """`text` without what looks like a visitor's address, a code, a secret, or what somebody sent in."""
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return text


class TextFormatter(logging.Formatter):
    """A line for a person at a terminal, and the traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line, *traceback = without_private(super().format(record)).split("\n")
        return "\n".join((" ".join((line, *(f"{name}={value}" for name, value in _given(record)))), *traceback))


class JsonFormatter(logging.Formatter):
    """A JSON object on one line, for a program."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        said: dict[str, object] = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": without_private(record.getMessage()),
        }
        if record.exc_info:
            said["error"] = without_private(self.formatException(record.exc_info))
        return json.dumps(said | dict(_given(record)), ensure_ascii=False, default=str)


def set_up(level: str, form: Form) -> None:
    """Write the log of this process to its error output, that of the libraries included.

    Args:
        level: `debug`, `info`, `warning` or `error`; what is below it is not written.
    """
    lowest = level.upper()
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    handler.setLevel(lowest)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(lowest)
    logging.captureWarnings(capture=True)
    for logger in [*logging.Logger.manager.loggerDict.values()]:
        if isinstance(logger, logging.Logger) and logger.name.partition(".")[0] in _OWN_HANDLERS:
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.NOTSET)
    for name in _OWN_HANDLERS:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))


def _given(record: logging.LogRecord) -> list[tuple[str, object]]:
    """What was given to a record beside its message; our own code gives numbers and words that it made itself."""
    return [(name, value) for name, value in vars(record).items() if name not in _STANDARD]
