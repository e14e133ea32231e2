"""What the control API answers when it says no: a problem document (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from iosim.errors import IosimError


class Problem(IosimError):
    """A request that is refused; `document()` is the body of the answer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail

    def document(self) -> dict[str, Any]:
        """Members of the problem document; the type is about:blank, so the title is that of the status."""
        return {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
