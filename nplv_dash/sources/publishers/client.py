"""Asks the services of publishers: politely, patiently, and with suspicion.

- At most so many requests in a second to one host.
- Again, after a pause that grows, where a service is busy (429, which may say how long to wait), falters (5xx), or
  breaks off. What came of a large file is kept, and the rest is asked for where the service says that it is still the
  same file.
- Never to another host than those of the record, whether a redirect or a link to the next page leads there.
- Never more, nor longer, than was allowed: for one answer, and for all together; and no page of HTML for figures.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx
import stamina

from nplv_dash import __version__
from nplv_dash.domain.errors import DataError, Reason, of_system

_AGENT: Final = f"nplv_dash/{__version__} (data refresh)"
_REDIRECTS: Final = 5
_MB: Final = 1024**2
#: Hosts that may be asked without encryption: this machine.
_HERE: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Patience:
    """How long, in seconds.

    Attributes:
        attempts: how often the same is asked.
        first: of the first pause; every next one is twice as long, up to `longest`.
        obeyed: up to here a service may say itself how long to wait.
        between: overrules the pace of a record; for tests.
        timeout: for a connection, and for the next piece of an answer.
        whole: for everything that one client asks.
        most_mb: not of time: what all answers to one client may be together.
    """

    attempts: int = 5
    first: float = 1.0
    longest: float = 30.0
    obeyed: float = 120.0
    between: float | None = None
    timeout: float = 60.0
    whole: float = 3600.0
    most_mb: int = 2000


class _AgainError(Exception):
    """Worth another try, perhaps after the pause that the service asked for."""

    def __init__(self, error: DataError, pause: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.pause = error, pause


@dataclass
class Client:
    """One for all that is asked of a publisher; to be used in a `with`.

    Attributes:
        folder: where files are put.
        hosts: besides those of `bases`, where a service may send us on.
        per_second: requests to one host in a second.
        tell: called with bytes as they come.
        bases: addresses at which the record begins; without them the first that is asked.
    """

    folder: Path
    hosts: Collection[str] = ()
    per_second: float = 2.0
    patience: Patience = field(default_factory=Patience)
    tell: Callable[[int], None] = lambda _: None
    bases: Collection[str] = ()
    _came: int = 0
    _next: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._end = time.monotonic() + self.patience.whole
        self._http = httpx.Client(
            timeout=self.patience.timeout, headers={"User-Agent": _AGENT}, follow_redirects=False, trust_env=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def json(self, address: str, params: Mapping[str, str] | None = None, *, most_mb: int = 200) -> Any:
        """An answer in JSON.

        Raises:
            DataError: what `file` raises; `publisher_format`, where it is no JSON.
        """
        url = with_params(address, params or {})
        path = self.file(url, most_mb=most_mb)
        content = path.read_bytes()
        path.unlink()
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise DataError(
                "publisher_format", url, reason=Reason("reasons.no_json"), detail=str(error)[:200]
            ) from error

    def file(self, url: str, *, sha256: str | None = None, most_mb: int = 200) -> Path:
        """What stands at an address, as a file in `folder`.

        Raises:
            DataError: `publisher_unreachable`, `publisher_absent` (404 or 410), `publisher_refuses` (another status),
                `publisher_cut_off`, `publisher_html`, `publisher_too_big`, `publisher_slow`, `publisher_redirect`,
                `publisher_checksum`, `publisher_format` (packed in a way that cannot be unpacked); `not_writable`.
        """
        path = self.folder / hashlib.sha256(url.encode()).hexdigest()[:20]
        waits = self.patience
        try:
            for attempt in stamina.retry_context(
                on=_pause, attempts=waits.attempts, timeout=None, wait_initial=waits.first, wait_max=waits.longest,
                wait_jitter=waits.first / 10,
            ):  # fmt: skip
                with attempt:
                    self._fetch(url, path, most_mb * _MB)
        except _AgainError as last:
            raise last.error from last.__cause__
        except OSError as error:
            raise DataError("not_writable", error.filename or path, reason=of_system(error)) from error
        if sha256 is not None and hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise DataError("publisher_checksum", url, expected=sha256[:12])
        return path

    def _fetch(self, url: str, path: Path, most: int) -> None:
        """One try. What came before it was cut off lies in `path`, with the mark of its file beside it."""
        mark = path.with_suffix(".mark")
        begun = path.stat().st_size if path.exists() and mark.exists() else 0
        headers = {"Accept-Encoding": "identity"}
        if begun:
            headers |= {"Range": f"bytes={begun}-", "If-Range": mark.read_text(encoding="utf-8")}
        try:
            with closing(self._answer(url, headers)) as answer:
                if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    # What lies here is no beginning of what is there now.
                    _forget(path, mark)
                    raise _AgainError(DataError("publisher_refuses", url, status=answer.status_code))
                _check_status(answer, url, self.patience)
                _check_kind(answer, url)
                if answer.status_code == httpx.codes.PARTIAL_CONTENT and not _goes_on(answer, begun):
                    _forget(path, mark)
                    raise _AgainError(DataError("publisher_cut_off", url, got=begun))
                on = answer.status_code == httpx.codes.PARTIAL_CONTENT
                mark.unlink(missing_ok=True)
                if strong := _mark(answer):
                    mark.write_text(strong, encoding="utf-8")
                self._write(answer, path, begun if on else 0, most, url)
        except httpx.TransportError as error:
            got = path.stat().st_size if path.exists() else 0
            key = "publisher_cut_off" if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError) else None
            raise _AgainError(
                DataError(key, url, got=got) if key and got else
                DataError("publisher_unreachable", url, reason=_why(error), detail=type(error).__name__)
            ) from error  # fmt: skip
        except httpx.RequestError as error:
            _forget(path, mark)
            detail = str(error)[:200] or type(error).__name__
            raise DataError("publisher_format", url, reason=Reason("reasons.packed"), detail=detail) from error
        mark.unlink(missing_ok=True)
        _check_begin(path, url)

    def _write(self, answer: httpx.Response, path: Path, begun: int, most: int, url: str) -> None:
        size = begun
        with path.open("ab" if begun else "wb") as file:
            for piece in answer.iter_bytes():
                size += len(piece)
                self._came += len(piece)
                for got, bound in ((size, most), (self._came, self.patience.most_mb * _MB)):
                    if got > bound:
                        file.close()
                        path.unlink()
                        raise DataError("publisher_too_big", url, most=f"{bound // _MB} MB")
                self._check_time(url)
                file.write(piece)
                self.tell(len(piece))

    def _answer(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        """The answer, after the redirects that are allowed; to be closed."""
        at = _parsed(url)
        self.bases = self.bases or (url,)
        for _ in range(_REDIRECTS + 1):
            self._check_host(at, url)
            self._wait(at.host)
            self._check_time(url)
            answer = self._http.send(self._http.build_request("GET", at, headers=dict(headers)), stream=True)
            if not answer.has_redirect_location:
                return answer
            answer.close()
            at = httpx.URL(joined(str(at), answer.headers["location"]))
        raise DataError("publisher_redirect", url, host=at.host)

    def _check_host(self, at: httpx.URL, url: str) -> None:
        bases = [httpx.URL(one) for one in self.bases]
        # Without encryption only where the record itself is, and only on this machine.
        open_here = at.host in _HERE and any((one.scheme, one.host) == (at.scheme, at.host) for one in bases)
        if at.host not in {*(one.host for one in bases), *self.hosts} or not (at.scheme == "https" or open_here):
            raise DataError("publisher_redirect", url, host=f"{at.scheme}://{at.host}")

    def _check_time(self, url: str) -> None:
        if time.monotonic() > self._end:
            raise DataError("publisher_slow", url, seconds=round(self.patience.whole))

    def _wait(self, host: str) -> None:
        gap = 1 / self.per_second if self.patience.between is None else self.patience.between
        now = time.monotonic()
        at = max(now, self._next.get(host, now))
        self._next[host] = at + gap
        if at > now:
            time.sleep(at - now)


def _pause(error: Exception) -> bool | float:
    if not isinstance(error, _AgainError):
        return False
    return True if error.pause is None else error.pause


def _why(error: httpx.TransportError) -> Reason:
    """Why nothing came, as far as that says what to do."""
    if isinstance(error, httpx.TimeoutException):
        return Reason("reasons.timeout")
    return Reason("reasons.no_connection" if isinstance(error, httpx.ConnectError) else "reasons.broken_off")


def with_params(address: str, params: Mapping[str, str]) -> str:
    """An address with these parameters behind it.

    Raises:
        DataError: `publisher_format`, where it is no address.
    """
    return str(_parsed(address).copy_merge_params(params))


def joined(address: str, link: object) -> str:
    """The address to which a link in an answer leads; where it may lead is looked at when it is asked.

    Raises:
        DataError: `publisher_format`, where it is no link.
    """
    if not isinstance(link, str):
        raise DataError("publisher_format", address, reason=Reason("reasons.link"))
    try:
        return str(httpx.URL(address).join(link))
    except (httpx.InvalidURL, ValueError) as error:
        raise DataError("publisher_format", address, reason=Reason("reasons.link"), detail=str(error)[:200]) from error


def _parsed(address: str) -> httpx.URL:
    try:
        return httpx.URL(address)
    except httpx.InvalidURL as error:
        raise DataError(
            "publisher_format", address, reason=Reason("reasons.address"), detail=str(error)[:200]
        ) from error


def _check_status(answer: httpx.Response, url: str, patience: Patience) -> None:
    status = answer.status_code
    if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        raise DataError("publisher_absent", url, status=status)
    if status == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
        error = DataError("publisher_refuses", url, status=status)
        asked = _seconds(answer.headers.get("retry-after", ""))
        if asked is not None and asked > patience.obeyed:
            raise error
        raise _AgainError(error, asked)
    if not answer.is_success:
        raise DataError("publisher_refuses", url, status=status)


def _seconds(text: str) -> float | None:
    """What `Retry-After` asks: seconds, or a moment."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - dt.datetime.now(dt.UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _check_kind(answer: httpx.Response, url: str) -> None:
    if answer.headers.get("content-type", "").startswith("text/html"):
        raise DataError("publisher_html", url)


def _check_begin(path: Path, url: str) -> None:
    with path.open("rb") as file:
        begin = file.read(200).lstrip().lower()
    if begin.startswith((b"<!doctype html", b"<html")):
        raise DataError("publisher_html", url)


def _mark(answer: httpx.Response) -> str | None:
    """By what the service knows that a file is still the same; None where it does not say so for sure."""
    tag: str = answer.headers.get("etag", "")
    # What is no ASCII cannot be sent back.
    if tag and tag.isascii() and not tag.startswith("W/"):
        return tag
    modified: str = answer.headers.get("last-modified", "")
    return modified if modified.isascii() and modified else None


def _goes_on(answer: httpx.Response, begun: int) -> bool:
    return str(answer.headers.get("content-range", "")).startswith(f"bytes {begun}-")


def _forget(path: Path, mark: Path) -> None:
    path.unlink(missing_ok=True)
    mark.unlink(missing_ok=True)
