"""The page in a real browser: first screens, typing, keyboard, addresses, copies, no complaints."""

from __future__ import annotations

import shutil
import threading
import time

import pytest

from qestimate.catalog.claims import claims

pytest.importorskip("fastapi")
sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

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

    from qestimate.web import room
    from qestimate.web.app import application

    promised, room.SECONDS = room.SECONDS, 300.0  # nothing is kept yet, and others work beside
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
    room.SECONDS = promised


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
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 720}} | options))
        contexts.append(context)
        context.set_default_timeout(120_000)  # the first answer is worked out with nothing kept
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda r: foreign.append(r.url) if not r.url.startswith((address, "data:")) else None,
        )
        page.goto(address + fragment)
        wait_for(page, fragment)
        return page

    yield call
    for context in contexts:
        context.close()
    assert complaints == []
    assert foreign == []


def wait_for(page, fragment):
    if fragment == "#claim=":
        listed(page)
    elif fragment.startswith("#claim"):
        judged(page)
    elif fragment.startswith("claims"):
        page.wait_for_selector("main.claims h1")
    else:
        answered(page)


def listed(page):
    page.wait_for_selector("#claims-page[aria-busy=false] #claims li", timeout=30_000)


def answered(page):
    page.wait_for_selector("#answer-page[aria-busy=false] table.grid", timeout=30_000)


def judged(page):
    page.wait_for_selector("#claim-page[aria-busy=false] .statements", timeout=30_000)


def change(page, name, value):
    before = page.inner_text("#question") + page.inner_text("#command")
    field = page.locator(f"[name={name}]")
    if field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
    page.wait_for_function(
        "before => document.querySelector('#question').innerText"
        " + document.querySelector('#command').innerText !== before",
        arg=before,
        timeout=30_000,
    )
    answered(page)


def screen(width, scheme):
    """Return a phone or a laptop, by its width."""
    height = 640 if width < 600 else 720
    return {"viewport": {"width": width, "height": height}, "color_scheme": scheme}


four_settings = pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
)

LONG = "#params=70e9&device=ibm-fez&samples=100&max-price=100000"
"""An answer of many words."""


def test_it_opens_with_the_question_and_its_answer(opened):
    page = opened()
    assert page.inner_text("h1:visible") == (
        "Can a 72-qubit chip fine-tune a model of 1,000,000,000 parameters?"
    )
    assert "PARTLY, not the model itself." in page.inner_text("#verdict")
    assert page.locator(".grid tbody").count() == 3
    assert "Without a quantum chip" in page.inner_text("#gpu")
    assert "QTHA on Origin Wukong would need" in page.inner_text("#changes")
    assert page.inner_text("#command") == "qestimate model --params 1e9 --qubits 72"
    assert not page.is_visible("#tables table")


@four_settings
@pytest.mark.parametrize(
    ("fragment", "question", "verdict"),
    [
        ("", "#question", "#verdict"),
        (LONG, "#question", "#verdict"),
        ("#claim=origin-wukong-2025", "#claim-name", "#claim-verdict"),
    ],
)
def test_question_and_verdict_are_on_the_first_screen(
    opened, width, scheme, fragment, question, verdict
):
    page = opened(fragment, **screen(width, scheme))
    for place in (question, verdict):
        box = page.locator(place).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= page.viewport_size["height"]
        assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") <= 3300
    shades = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    ink, paper = (sum(int(v) for v in s[s.index("(") + 1 : -1].split(",")[:3]) for s in shades)
    assert (ink > paper) == (scheme == "dark")
    assert abs(ink - paper) > 450


@four_settings
@pytest.mark.parametrize(
    "fragment",
    ["", "#claim=", "#claim=origin-wukong-2025", "claims", "claims/origin-wukong-2025"],
)
def test_axe_finds_nothing_with_all_folds_open(opened, width, scheme, fragment):
    page = opened(fragment, **screen(width, scheme))
    if not fragment:
        page.click("#tables > summary")
        page.wait_for_selector("#table-bounds", timeout=30_000)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert axe.Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_picture_has_words_and_no_white_box_in_the_dark(opened):
    page = opened(color_scheme="dark")
    image = page.locator("#picture img")
    image.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#picture img').naturalWidth > 0")
    assert image.get_attribute("alt").startswith("The qubits of Origin Wukong")
    assert "invert" in image.evaluate("e => getComputedStyle(e).filter")
    assert image.evaluate("e => getComputedStyle(e).mixBlendMode") == "screen"
    shot = image.screenshot()
    assert darkest_share(shot) > 0.6


def darkest_share(shot):
    """Return the share of pixels of a PNG that are nearly the colour of the dark page."""
    from io import BytesIO

    from matplotlib.image import imread

    pixels = imread(BytesIO(shot))[..., :3]
    return float((pixels.max(axis=2) < 0.2).mean())


def test_keyboard_and_screen_reader_follow_the_page(opened):
    page = opened()
    seen = []
    for _ in range(13):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("(e => e.id || e.className || e.tagName)(document.activeElement)")
        )
    simple = ["in-params", "in-model", "in-qubits", "in-device", "in-rank", "in-samples"]
    assert seen[:9] == ["skip", "to-answer", "to-claims", *simple]
    assert seen[9] == "SUMMARY"
    assert seen[10] == "table"
    headings = page.locator("h1:visible, h2:visible").all_inner_texts()
    assert headings[1:] == ["What fits which chip", "What would change it", "All the rest"]
    order = page.evaluate(
        "['question', 'verdict', 'inputs', 'table-answer', 'gpu', 'change', 'picture', 'tables']"
        ".map(id => document.getElementById(id)).every((one, k, all) => k === 0 || "
        "Boolean(all[k - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING))"
    )
    assert order is True


def test_typing_alone_changes_the_answer(opened):
    page = opened()
    page.focus("#in-params")
    page.keyboard.press("Control+A")
    page.keyboard.type("7B")
    page.wait_for_function(
        "() => document.querySelector('#question').innerText.includes('7,000,000,000')"
    )
    asked = "Can a 72-qubit chip fine-tune a model of 7,000,000,000 parameters?"
    assert page.inner_text("#question") == asked
    assert page.inner_text("#verdict").strip()


def test_the_way_to_the_answer_keeps_the_scenario(opened):
    page = opened("#params=5e9&qubits=72")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.input_value("[name=params]") == "5e9"
    assert "params=5e9" in page.url


def test_the_answer_follows_what_is_typed_and_the_address_holds_it(opened):
    page = opened()
    change(page, "device", "ibm-fez")
    assert page.input_value("[name=qubits]") == ""  # a device has its own
    change(page, "rank", "4")
    assert page.url.endswith("#params=1e9&device=ibm-fez&rank=4")
    again = opened(page.url.split("/")[-1])
    assert again.inner_text("#answer") == page.inner_text("#answer")
    assert again.input_value("[name=rank]") == "4"


def test_all_inputs_are_one_click_away_and_say_what_they_are(opened):
    page = opened()
    assert not page.is_visible("[name=cz-error]")
    page.get_by_text("More inputs").click()
    assert page.is_visible("[name=cz-error]")
    fields = page.locator("#inputs [name]")
    assert fields.count() > 40
    for field in fields.all():
        about = page.locator(f"#{field.get_attribute('aria-describedby')}")
        assert about.inner_text().endswith(".")
    assert page.get_by_label("Time of a two-qubit gate [ns]").is_visible()
    change(page, "shot-period", "1")
    assert "shot-period=1" in page.url


def test_a_table_has_an_address_that_opens_it_again(opened):
    page = opened("#params=1e9&device=ibm-fez&method=qpa")
    page.click("#tables > summary")
    page.click("#table-cost > summary")
    page.wait_for_function("() => location.hash.endsWith('table=cost')")
    page.reload()
    page.wait_for_selector("#table-cost[open] table")
    assert page.locator("#tables .fold[open]").count() == 1
    link = page.get_by_role("link", name="Address of").and_(page.locator("#table-cost a"))
    assert link.get_attribute("href") == page.url[page.url.index("#") :]
    page.click("#table-cost > summary")
    page.wait_for_function("() => !location.hash.includes('table=')")


def test_new_inputs_replace_the_tables_too(opened):
    page = opened("#model=gpt2&device=ibm-fez&method=qpa&table=workload")
    page.wait_for_selector("#table-workload[open] table")
    assert "124,439,808" in page.inner_text("#table-workload")
    change(page, "model", "qwen3-0.6b")
    page.wait_for_selector("#table-workload[open] table")
    assert "124,439,808" not in page.inner_text("#table-workload")


@pytest.mark.parametrize(
    ("form", "sign"), [("md", "| --- |"), ("latex", r"\begin{tabular}"), ("csv", "method,")]
)
def test_a_table_is_copied_alone(opened, form, sign):
    page = opened("#model=gpt2&device=ibm-fez&method=qpa&table=cost",
                  permissions=["clipboard-read", "clipboard-write"])  # fmt: skip
    page.click(f"#table-cost [data-copy={form}]")
    page.wait_for_function("() => document.querySelector('#said').textContent.startsWith('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert sign in copied
    assert "bounds" not in copied.lower()


def test_two_scenarios_are_compared(opened):
    page = opened("#model=gpt2&device=ibm-fez&method=qpa")
    page.click("#comparing > summary")
    page.click("#keep")
    change(page, "rank", "2")
    page.wait_for_function(
        "() => document.querySelector('#comparison').innerText.includes('rank 2')"
    )
    assert page.locator("#comparison .kept").count() == 2
    text = page.inner_text("#comparison")
    assert text.count("Can IBM Fez run QPA for GPT-2") == 2
    assert axe.Axe().run(page).response["violations"] == []
    page.click("#forget")
    page.wait_for_selector("#comparison table", state="detached")


def test_claims_open_on_the_list_and_a_headline_opens_its_claim(opened):
    page = opened()
    page.click("#to-claims")
    listed(page)
    assert not page.is_visible("#answer-page")
    assert not page.is_visible("#claim-page")
    assert page.inner_text("h1:visible") == "Claims, judged"
    assert page.inner_text("#command") == "qestimate claim list"
    dates = [text.split()[-1] for text in page.locator("#claims .note").all_inner_texts()]
    assert dates == sorted(dates, reverse=True)
    assert page.locator("#claims li").count() == len(claims())
    asked = page.locator("#claims li").filter(has=page.locator("[href$=origin-wukong-2025]"))
    assert "Not checkable. Missing is a record" in asked.inner_text()
    assert asked.locator(".mark").count() == 17
    assert "Of 17 published statements 5 do not hold, 4 are possible" in asked.inner_text()
    asked.locator("a").click()
    judged(page)
    assert not page.is_visible("#claims-page")
    assert page.url.endswith("#claim=origin-wukong-2025")
    assert page.inner_text("h1:visible").startswith("A 72-qubit chip fine-tuned an AI model")
    assert "NOT CHECKABLE" in page.inner_text("#claim-verdict")
    assert page.inner_text("#command") == "qestimate claim check origin-wukong-2025"
    assert page.get_attribute("#publication a", "href").startswith("https://itc.ua/")
    page.click("text=All claims")
    listed(page)
    page.go_back()
    judged(page)
    page.click("#to-answer")
    answered(page)
    assert page.is_visible("#answer-page")
    assert page.inner_text("#command") == "qestimate model --params 1e9 --qubits 72"


def test_a_claim_and_its_table_have_addresses(opened):
    page = opened("#claim=origin-wukong-2025")
    page.wait_for_selector("#claim option[value=multiverse-cua-2026]", state="attached")
    page.select_option("#claim", "multiverse-cua-2026")
    page.wait_for_function(
        "() => document.querySelector('#command').innerText.endsWith('multiverse-cua-2026')"
    )
    page.click("#claim-table-derivations > summary")
    page.wait_for_function("() => location.hash.endsWith('&table=derivations')")
    page.reload()
    judged(page)
    page.wait_for_function("() => document.querySelector('#claim').value === 'multiverse-cua-2026'")
    assert page.is_visible("#claim-table-derivations table")


def test_statements_unfold_and_link_to_their_source(opened):
    page = opened("#claim=origin-wukong-2025")
    page.locator(".statements summary").first.click()
    first = page.locator(".statements li").first
    assert "14,336" in first.inner_text()
    assert "What would change it:" in first.inner_text()
    assert first.locator(".note a").get_attribute("href").startswith("https://")


def test_a_statement_shows_the_figures_it_rests_on(opened):
    page = opened("#claim=rigetti-cepheus-2026")
    page.locator(".statements summary").first.click()
    rows = page.locator(".statements li").first.locator(".figures tbody tr")
    labels = set(rows.locator("td:nth-child(4)").all_inner_texts())
    assert "claimed" in labels
    assert labels <= {"measured", "claimed", "derived", "given", "assumed"}
    assert rows.locator("td:last-child a").first.get_attribute("href").startswith("https://")


def test_a_claim_is_cited_and_has_addresses_of_its_own(opened):
    page = opened("#claim=qpa-gpt2-2025", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("To cite", exact=True).click()
    page.get_by_role("button", name="Copy the paragraph").click()
    page.wait_for_function("() => document.querySelector('#said').textContent.startsWith('Copied')")
    assert "qestimate claim check qpa-gpt2-2025" in page.evaluate("navigator.clipboard.readText()")
    assert "@misc{qestimate-qpa-gpt2-2025," in page.inner_text("#judged pre")
    links = [one.get_attribute("href") for one in page.locator("#publication a").all()]
    own = "/claims/qpa-gpt2-2025"
    assert links[1:] == [own, f"{own}.json", f"{own}.bib"]
    page.get_by_role("link", name="A page of its own").click()
    page.wait_for_selector("main.claims article#qpa-gpt2-2025")


def test_pages_of_claims_need_no_script_and_have_their_style(browser, address, opened):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}claims")
    page.locator("table.list a").first.click()
    page.wait_for_selector("main.claims article ol.statements")
    context.close()
    page = opened("claims/origin-wukong-2025")
    assert (
        page.locator(".mark.no").first.evaluate("e => getComputedStyle(e).borderTopWidth") == "1px"
    )
    page.locator(".mark.no").first.click()
    assert page.url.endswith("#origin-wukong-2025-5")


@pytest.mark.parametrize("name", claims())
def test_no_claim_is_wider_than_a_phone(opened, name):
    for fragment in (f"claims/{name}", f"#claim={name}"):
        page = opened(fragment, viewport={"width": 390, "height": 800})
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_late_claim_does_not_replace_the_one_that_was_chosen(opened):
    page = opened("#claim=origin-wukong-2025")
    late = lambda route: (time.sleep(1.0), route.continue_())  # noqa: E731
    page.route("**/api/claims/multiverse-cua-2026", late)
    page.wait_for_selector("#claim option[value=multiverse-cua-2026]", state="attached")
    page.select_option("#claim", "multiverse-cua-2026")
    page.select_option("#claim", "qpa-gpt2-2025")
    page.wait_for_timeout(2500)
    assert page.inner_text("#command").endswith("qpa-gpt2-2025")


def test_bad_input_is_said_beside_its_field(browser, address):
    """Apart from the others: a refused request is an error on the browser's console."""
    page = browser.new_page()
    page.goto(address)
    answered(page)
    page.fill("[name=params]", "many")
    page.wait_for_selector("#in-params[aria-invalid=true]")
    assert '"Parameters of the model" must be a number' in page.inner_text("#problem")
    assert "to the inputs before" in page.inner_text("#answer")
    assert page.locator("#answer-page.stale").count() == 1
    assert page.is_disabled("#keep")
    assert page.locator("div:has(> #in-params) > #problem").count() == 1
    assert page.get_attribute("#in-params", "aria-describedby") == "problem in-params-help"
    assert axe.Axe().run(page).response["violations"] == []
    page.fill("[name=params]", "2e9")
    page.wait_for_selector("#in-params:not([aria-invalid])")
    assert page.inner_text("#problem") == ""
    assert not page.is_visible("#stale")
    assert page.is_enabled("#keep")
    page.close()
