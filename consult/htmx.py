"""Parts of pages for htmx: the same address answers with one part when a script on our page asks for that part."""

from flask import after_this_request, request
from werkzeug.wrappers import Response


def part_wanted(*targets: str) -> bool:
    """Whether one of these parts alone is asked for, by the id of the element it goes into.

    A cache that knows only the address would hand the part to somebody who opens the page, so the answer says
    in `Vary` what it depends on, whichever it is. Going back always asks for the whole page.
    """

    @after_this_request
    def vary(response: Response) -> Response:
        response.vary.update(["HX-Request", "HX-Target"])
        return response

    asked = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    return asked and request.headers.get("HX-Target") in targets
