"""The page in a real browser: typing, keyboard, small screens, dark, offline, no complaints."""

from __future__ import annotations

import shutil
import threading
import time

import pytest

pytest.importorskip("fastapi")
sync_api = pytest.importorskip("playwright.sync_api")

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome")
     if (path := shutil.which(name))),
    None,
)  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address():
    import uvicorn

    from qestimate.web.app import application

    server = uvicorn.Server(uvicorn.Config(application(), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser, address):
    """Return a function that opens the page and waits for its answer."""
    contexts, complaints, foreign = [], [], []

    def call(fragment="", **options):
        context = browser.new_context(**({"viewport": {"width": 1200, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda r: (
                foreign.append(r.url) if not r.url.startswith((address, "blob:", "data:")) else None
            ),
        )
        page.goto(address + fragment)
        answered(page)
        return page

    yield call
    for context in contexts:
        context.close()
    assert complaints == []
    assert foreign == []


def answered(page):
    page.wait_for_selector("#answer[aria-busy=false] table", timeout=30_000)


def change(page, name, value):
    before = page.inner_text("#tables")
    field = page.locator(f"[name={name}]")
    if field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
    page.wait_for_function("before => document.querySelector('#tables').innerText !== before",
                           arg=before, timeout=30_000)  # fmt: skip
    answered(page)


def test_it_opens_with_the_question_and_its_answer(opened):
    page = opened()
    assert "1 of 48 cases" in page.inner_text("#conclusion")
    assert page.locator("#margins .bars .point").count() >= 18
    assert page.locator("#where .points path").count() >= 3
    assert page.get_by_role("img", name="The chip").is_visible()


def test_the_answer_follows_what_is_typed_and_the_address_holds_it(opened):
    page = opened()
    change(page, "device", "ibm-fez")
    assert page.input_value("[name=qubits]") == ""  # a device has its own
    change(page, "method", "qpa")
    change(page, "rank", "4")
    assert "rank-4 adapter" in page.inner_text("#conclusion")
    assert page.url.endswith("#params=1e9&device=ibm-fez&method=qpa&rank=4")
    again = opened(page.url.split("/")[-1])
    assert again.inner_text("#conclusion") == page.inner_text("#conclusion")


def test_all_inputs_are_one_click_away(opened):
    page = opened("#model=gpt2&device=ibm-fez&method=qpa")
    assert not page.is_visible("[name=cz-error]")
    page.get_by_text("All inputs").click()
    change(page, "shot-period", "1")
    assert page.is_visible("[name=cz-error]")
    assert "shot-period=1" in page.url


def test_keyboard_alone_reaches_everything(opened):
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"in-params", "in-qubits", "in-device", "in-method", "keep", "SUMMARY"} <= seen
    page.focus("#in-params")
    page.keyboard.press("Control+A")
    before = page.inner_text("#conclusion")
    page.keyboard.type("7B")
    page.wait_for_function("b => document.querySelector('#conclusion').innerText !== b", arg=before)
    assert "7,000,000,000" in page.inner_text("#conclusion")


def test_the_way_to_the_answer_keeps_the_scenario(opened):
    page = opened("#params=5e9&qubits=72")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.wait_for_timeout(500)
    assert page.input_value("[name=params]") == "5e9"


def test_a_late_claim_does_not_replace_the_one_that_was_chosen(opened):
    page = opened()
    page.click("#to-claims")
    page.wait_for_selector("#judged table")
    late = lambda route: (time.sleep(1.0), route.continue_())  # noqa: E731
    page.route("**/api/claims/multiverse-cua-2026", late)
    page.select_option("#claim", "multiverse-cua-2026")
    page.select_option("#claim", "origin-wukong-2025")
    page.wait_for_timeout(2500)
    assert "14,336" in page.inner_text("#judged")


def test_two_scenarios_are_compared(opened):
    page = opened("#model=gpt2&device=ibm-fez&method=qpa")
    page.click("#keep")
    change(page, "rank", "2")
    page.wait_for_selector("#comparison table")
    text = page.inner_text("#comparison")
    assert "What differs" in text
    assert "--rank" in text
    page.click("#forget")
    page.wait_for_selector("#kept", state="hidden")


def test_claims_have_a_page(opened):
    page = opened()
    page.click("#to-claims")
    page.wait_for_selector("#judged table")
    assert not page.is_visible("#calculator")
    page.select_option("#claim", "origin-wukong-2025")
    page.wait_for_function("() => document.querySelector('#judged').innerText.includes('14,336')")
    page.click("#to-calculator")
    assert page.is_visible("#calculator")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_any_screen_in_light_and_dark(opened, width, scheme):
    page = opened(viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shades = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    ink, paper = (sum(int(v) for v in s[s.index("(") + 1 : -1].split(",")[:3]) for s in shades)
    assert (ink > paper) == (scheme == "dark")
    assert abs(ink - paper) > 450


def test_it_copies_what_is_asked_for(opened):
    page = opened("#model=gpt2&device=ibm-fez&method=qpa",
                  permissions=["clipboard-read", "clipboard-write"])  # fmt: skip
    page.click("[data-copy=latex]")
    page.wait_for_function("() => document.querySelector('#said').textContent === 'copied'")
    assert r"\begin{tabular}" in page.evaluate("navigator.clipboard.readText()")


def test_bad_input_is_said_beside_its_field(browser, address):
    """Apart from the others: a refused request is an error on the browser's console."""
    page = browser.new_page()
    page.goto(address)
    answered(page)
    page.fill("[name=params]", "many")
    page.wait_for_selector("#in-params[aria-invalid=true]")
    assert "must be a number" in page.inner_text("#problem")
    assert page.locator("#answer.stale").count() == 1
    assert page.is_disabled("#keep")
    assert page.locator("div:has(> #in-params) > #problem").count() == 1
    page.fill("[name=params]", "2e9")
    page.wait_for_selector("#in-params:not([aria-invalid])")
    assert page.inner_text("#problem") == ""
    assert page.locator("#answer.stale").count() == 0
    assert page.is_enabled("#keep")
    page.close()
