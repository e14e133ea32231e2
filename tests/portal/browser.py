"""A browser without a screen: it reads pages, fills in forms, follows links, and looks at how pages are made."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin

import httpx

from tests.portal.made import Office

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass
class Element:
    """One element of a page."""

    name: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def all(self, *names: str) -> list["Element"]:
        """Elements below this one, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if not names or child.name in names:
                    found.append(child)
                found += child.all(*names)
        return found

    @property
    def text(self) -> str:
        """Its text, blanks squeezed."""
        parts = [child.text if isinstance(child, Element) else child for child in self.children]
        return " ".join(" ".join(parts).split())

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def within(self, name: str) -> bool:
        """Whether one of its parents is a `name`."""
        return self.parent is not None and (self.parent.name == name or self.parent.within(name))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("document", {})
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        if self.here.name != tag:
            self.wrong.append(f"</{tag}> closes <{self.here.name}>")
        elif self.here.parent is not None:
            self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


class Browser:
    """One user's browser, with its cookies."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._http = httpx.AsyncClient(transport=office.http._transport, base_url="https://portal.test")
        self.answer: httpx.Response
        self.page = Element("document", {})

    def close(self) -> None:
        self._office.runner.run(self._http.aclose())

    def open(self, path: str) -> "Browser":
        """Go to an address, and on to where it sends one."""
        return self._seen(self._http.get(path, follow_redirects=True))

    def submit(self, button: str, files: dict[str, str] | None = None, **values: object) -> "Browser":
        """
        Fill in the form that has this button and press it.

        Args:
            files: what is chosen in its file fields.
            values: what is filled in; a list ticks boxes of that name; everything else is sent as the page has it.
        """
        form, pressed = next(
            (form, press) for form in self.page.all("form") for press in form.all("button") if press.text == button
        )
        data: dict[str, list[str]] = {}
        for control in form.all("input", "textarea", "select"):
            name = control.get("name")
            if name and name not in values and control.get("type") != "file":
                data.setdefault(name, []).extend(_filled(control))
        known = {control.get("name") for control in form.all("input", "textarea", "select")}
        assert set(values) <= known, f"the form has {sorted(known)}"
        for name, value in values.items():
            data[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        if pressed.get("name"):
            data[pressed.get("name")] = [pressed.get("value")]
        target = urljoin(str(self.answer.url), form.get("action"))
        if form.get("method") == "get":
            return self._seen(self._http.get(target, params=data, follow_redirects=True))
        if form.get("enctype") == "multipart/form-data":
            chosen = {name: ("file.txt", text.encode()) for name, text in (files or {}).items()}
            nothing = {"none": ("", b"")}
            return self._seen(self._http.post(target, data=data, files=chosen or nothing, follow_redirects=True))
        return self._seen(self._http.post(target, data=data, follow_redirects=True))

    def post(self, path: str, data: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form that no page made."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._office.runner.run(self._http.post(path, data=data, headers=names))

    def download(self, link: str) -> httpx.Response:
        """The file behind a link of the page."""
        target = next(each.get("href") for each in self.page.all("a") if each.text == link)
        return self._office.runner.run(self._http.get(urljoin(str(self.answer.url), target)))

    def sign_in(self, user: str, password: str) -> "Browser":
        return self.open("/sign-in").submit("Sign in", user=user, password=password)

    def sign_in_as_admin(self) -> "Browser":
        return self.open("/sign-in").submit("Sign in with the token", token=str(self._office.admin.token))

    @property
    def heading(self) -> str:
        return self.page.all("h1")[0].text

    @property
    def refusal(self) -> str:
        """What the page says was wrong, "" where nothing was."""
        return " ".join(each.text for each in self.page.all("div") if each.get("role") == "alert")

    @property
    def text(self) -> str:
        return self.page.all("main")[0].text

    def _seen(self, asked: object) -> "Browser":
        self.answer = self._office.runner.run(asked)  # type: ignore[arg-type]  # a coroutine of httpx
        if self.answer.headers["content-type"].startswith("text/html"):
            reader = _Reader()
            reader.feed(self.answer.text)
            self.page = reader.root
            assert not (faults := faults_of(reader)), f"{self.answer.url}: {faults}"
        return self


def _filled(control: Element) -> list[str]:
    """What a control holds as the page has it."""
    if control.name == "textarea":
        return ["".join(child for child in control.children if isinstance(child, str))]
    if control.name == "select":
        options = control.all("option")
        chosen = next((option for option in options if "selected" in option.attributes), options[0])
        return [chosen.get("value")]
    if control.get("type") == "checkbox":
        return [control.get("value")] if "checked" in control.attributes else []
    return [control.get("value")]


def faults_of(reader: _Reader) -> list[str]:
    """What somebody with a keyboard or a screen reader would stumble over in a page."""
    page, found = reader.root, list(reader.wrong)
    if page.all("script") or [each for each in page.all() if any(name.startswith("on") for name in each.attributes)]:
        found.append("there is a script")
    if [each.get("lang") for each in page.all("html")] != ["en"]:
        found.append("the language is not said")
    for name in ("title", "h1", "main", "header", "footer"):
        if len(page.all(name)) != 1:
            found.append(f"there are {len(page.all(name))} of <{name}>")
    ids = [each.get("id") for each in page.all() if each.get("id")]
    found += [f"id {each} twice" for each in set(ids) if ids.count(each) > 1]
    labels = {label.get("for"): label.text for label in page.all("label")}
    for control in page.all("input", "select", "textarea"):
        if control.get("type") != "hidden" and not labels.get(control.get("id")):
            found.append(f"{control.get('name')} has no label")
    for each in page.all():
        for name in ("aria-describedby", "aria-labelledby"):
            found += [f"{name} {word} is nowhere" for word in each.get(name).split() if word not in ids]
    found += ["a table has no caption" for table in page.all("table") if not table.all("caption")]
    found += ["a cell of a head has no scope" for head in page.all("th") if not head.get("scope")]
    found += ["a link says nothing" for link in page.all("a") if not link.text]
    found += ["a button says nothing" for button in page.all("button") if not button.text]
    found += ["a group has no legend" for group in page.all("fieldset") if not group.all("legend")]
    levels = [int(each.name[1]) for each in page.all("h1", "h2", "h3", "h4")]
    found += ["a heading skips a level" for before, after in pairwise(levels) if after > before + 1]
    first = next(each for each in page.all("a"))
    if first.get("href") != "#main" or "main" not in ids:
        found.append("the first link does not skip to the contents")
    return found
