"""The API as the commands use it: signed in, renewed, repeated where that is safe."""

import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from hostwright_cli import __name__ as _package
from hostwright_cli import store
from hostwright_cli.errors import NotSignedInError, ProblemError, UnreachableError
from hostwright_cli.store import Credentials

_SECONDS = 30.0
_ATTEMPTS = 5
_LONGEST_WAIT = 60.0
_COME_AGAIN = (429, 502, 503, 504)
_UNAUTHENTICATED = 401
_NOTHING = 204
_PAGE = 200


class Client:
    """Requests to one panel."""

    def __init__(self, url: str, credentials: Credentials | None = None) -> None:
        """Ask the panel at `url`, as `credentials` say where there are some."""
        self._credentials = credentials
        headers = {"User-Agent": _package, "Accept": "application/json"}
        self._http = httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=_SECONDS)

    def get(self, path: str, **params: str | int) -> Any:
        """Return an answer's JSON; raises ProblemError, NotSignedInError, UnreachableError."""
        return self._request("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Do something once, however often the request has to be repeated; raises as `get`."""
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return self._request("POST", path, json=dict(body) if body else None, headers=key)

    def pages(self, path: str, **params: str | int) -> Iterator[Any]:
        """Yield every item of a list."""
        answer = self.get(path, limit=_PAGE, **params)
        yield from answer["items"]
        while answer["next_cursor"]:
            answer = self.get(path, limit=_PAGE, cursor=answer["next_cursor"], **params)
            yield from answer["items"]

    def token(self, **form: str) -> dict[str, Any]:
        """Ask for tokens (RFC 6749, 4.3); raises ProblemError, UnreachableError."""
        answer = self._repeated("POST", "/auth/token", data=form)
        found: dict[str, Any] = _content(answer)
        return found

    def _request(self, method: str, path: str, **given: Any) -> Any:
        answer = self._repeated(method, path, **self._signed(given))
        if answer.status_code == _UNAUTHENTICATED and self._renew():
            answer = self._repeated(method, path, **self._signed(given))
        if answer.status_code == _UNAUTHENTICATED:
            raise NotSignedInError("You are no longer signed in: run `hw login`.")
        return _content(answer)

    def _signed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        headers = dict(given.get("headers") or {})
        if self._credentials:
            headers["Authorization"] = f"Bearer {self._credentials.token}"
        return {**given, "headers": headers}

    def _renew(self) -> bool:
        """Take the session's next tokens and keep them; False where there is no session."""
        if self._credentials is None or not self._credentials.refresh_token:
            return False
        refresh = self._credentials.refresh_token
        try:
            fresh = self.token(grant_type="refresh_token", refresh_token=refresh)
        except ProblemError:
            return False
        renewed = self._credentials.renewed(fresh["access_token"], fresh.get("refresh_token") or "")
        self._credentials = renewed
        store.save(renewed)
        return True

    def _repeated(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Send a request again while the panel is away or asks to wait."""
        wait = 0.0
        for attempt in range(_ATTEMPTS):
            time.sleep(wait)
            last = attempt == _ATTEMPTS - 1
            try:
                answer = self._http.request(method, path, **given)
            except httpx.InvalidURL as error:
                raise UnreachableError(f"{self._http.base_url} is no address: {error}") from None
            except httpx.TransportError as error:
                if last or isinstance(error, httpx.UnsupportedProtocol):
                    said = str(error) or type(error).__name__
                    raise UnreachableError(f"{self._http.base_url}: {said}") from None
                wait = 2.0**attempt / 2
                continue
            wait = _wait(answer, attempt)
            if answer.status_code not in _COME_AGAIN or last or wait > _LONGEST_WAIT:
                return answer
        raise AssertionError  # the last attempt returns or raises


def _wait(answer: httpx.Response, attempt: int) -> float:
    """Return the seconds that the panel asks to wait, or a little longer each time."""
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdecimal() else 2.0**attempt / 2


def _content(answer: httpx.Response) -> Any:
    if answer.status_code == _NOTHING:
        return None
    try:
        content = answer.json()
    except ValueError:
        content = {}
    if answer.is_success and content != {}:
        return content
    if answer.status_code in _COME_AGAIN:
        raise UnreachableError(str(ProblemError(_problem(content), answer.status_code)))
    if answer.is_success:
        raise UnreachableError(f"{answer.url.host} answers, but not as a Hostwright panel does.")
    raise ProblemError(_problem(content), answer.status_code)


def _problem(content: object) -> Mapping[str, Any]:
    return content if isinstance(content, dict) else {}
