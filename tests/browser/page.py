"""Opens a page from disk in headless Chromium and looks at everything on it, beside the records that it was made from.

    python page.py RECORDS PAGE

Prints a line for each check and ends with `N passed, N failed`; exit code 1 where one failed.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
)
MOST_SECONDS = 2.0
MOST_BYTES = 5_000_000
# Width, height, and colour scheme of a visit.
VISITS = [(1100, 900, "light"), (1100, 900, "dark"), (400, 800, "light"), (400, 800, "dark")]

results = Counter()


def check(name, good, found=""):
    results[bool(good)] += 1
    print(f"{'ok  ' if good else 'FAIL'} {name}{f': {found}' if found != '' else ''}", flush=True)


def browser(profile):
    options = webdriver.ChromeOptions()
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={profile}")
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def requests(driver):
    """What the page asked for: the addresses of all requests since the last look."""
    events = (json.loads(entry["message"])["message"] for entry in driver.get_log("performance"))
    return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


def coloured(driver, figure):
    """How many different colours the pixels of a figure's canvas have; of a drawing, how many paths it has and whether it is seen."""
    return driver.execute_script(
        """
        const canvas = arguments[0].querySelector("canvas");
        if (canvas) {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const seen = new Set();
            for (let k = 0; k < data.length; k += 4) seen.add(data[k] << 24 | data[k + 1] << 16 | data[k + 2] << 8 | data[k + 3]);
            return seen.size;
        }
        const drawing = arguments[0].querySelector("svg"), box = drawing?.getBoundingClientRect();
        return drawing && box.width > 100 && box.height > 20 ? drawing.querySelectorAll("path, text").length : 0;
        """,
        figure,
    )


def drawn(driver, where):
    """Every figure, scrolled into view, has something in it."""
    empty, figures = [], driver.find_elements(By.TAG_NAME, "figure")
    for figure in figures:
        driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", figure)
        until = time.monotonic() + 5
        while (colours := coloured(driver, figure)) < 4 and time.monotonic() < until:
            time.sleep(0.02)
        words = figure.find_element(By.CSS_SELECTOR, "[role=img]").get_attribute("aria-label") or ""
        if colours < 4 or len(words) < 30:
            empty.append(figure.get_dom_attribute("data-figure"))
    names = [figure.get_dom_attribute("data-figure") for figure in figures]
    check(f"{where}: every figure has a name of its own", len(set(names)) == len(names), len(names))
    check(f"{where}: every figure is drawn and told in words", figures and not empty, f"{len(figures)} figures, empty: {empty}")


def anchors(driver, page, ids, where):
    """Every claim's anchor is on the page, has its cell in the map, and leads to the claim."""
    cells = driver.execute_script("return [...document.querySelectorAll('.map .cell')].map((cell) => cell.hash.slice(1))")
    check(f"{where}: the map has one cell for each claim", sorted(cells) == sorted(ids), len(cells))
    lost = []
    for claim in ids:
        driver.execute_script("location.hash = arguments[0]", claim)
        top = driver.execute_script("return document.getElementById(arguments[0])?.getBoundingClientRect().top", claim)
        # Claims before it take their height when they are first seen.
        if top is None or not -200 < top < 700:
            time.sleep(0.2)
            driver.execute_script("document.getElementById(arguments[0])?.scrollIntoView()", claim)
            top = driver.execute_script("return document.getElementById(arguments[0])?.getBoundingClientRect().top", claim)
        if top is None or not -200 < top < 700:
            lost.append((claim, top))
    check(f"{where}: every claim's anchor leads to it", not lost, lost or len(ids))


def filtered(driver, ids, where):
    shown = "return [...document.querySelectorAll('.claim')].filter((c) => c.offsetParent !== null).map((c) => c.id)"
    driver.execute_script("scrollTo(0, 0); document.activeElement.blur()")
    driver.find_element(By.TAG_NAME, "body").send_keys("/")
    find = driver.switch_to.active_element
    check(f"{where}: / goes to the filter", find.get_attribute("id") == "find")
    find.send_keys(ids[0])
    found = driver.execute_script(shown)
    check(f"{where}: the filter leaves what fits", ids[0] in found and len(found) < len(ids), f"{len(found)} of {len(ids)}")
    find.send_keys(Keys.ESCAPE)
    check(f"{where}: Esc shows all again", len(driver.execute_script(shown)) == len(ids))
    verdict = driver.find_element(By.ID, "verdict")
    verdict.send_keys("violated")
    verdicts = driver.execute_script(
        "return [...document.querySelectorAll('.claim')].filter((c) => c.offsetParent).map((c) => c.dataset.verdict)"
    )
    check(f"{where}: the filter by verdict, by keyboard", set(verdicts) <= {"violated"}, len(verdicts))
    verdict.send_keys(Keys.HOME)


def zoomed(driver, where):
    plots = driver.find_elements(By.CLASS_NAME, "plot")
    check(f"{where}: there is a plot to zoom", plots)
    if not plots:
        return
    plot = plots[0]
    driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", plot)
    time.sleep(0.3)
    over = plot.find_element(By.CLASS_NAME, "u-over")
    before = plot.get_attribute("data-range")
    width, height = over.size["width"], over.size["height"]
    drag = ActionChains(driver).move_to_element_with_offset(over, -width // 4, -height // 4).click_and_hold()
    drag.move_by_offset(width // 4, height // 3).move_by_offset(width // 8, height // 8).release().perform()
    time.sleep(0.2)
    near = plot.get_attribute("data-range")
    check(f"{where}: dragging zooms", near != before, f"{before} -> {near}")
    ActionChains(driver).double_click(over).perform()
    time.sleep(0.2)
    check(f"{where}: a double click shows all again", plot.get_attribute("data-range") == before)
    # The one trial of a single data set is the closest call, which hides it.
    if " 1 of 1 " not in f" {plot.find_element(By.CLASS_NAME, 'tools').text} ":
        picture = "return arguments[0].querySelector('canvas').toDataURL()"
        less = driver.execute_script(picture, plot)
        plot.find_element(By.CLASS_NAME, "singles").click()
        time.sleep(0.2)
        check(f"{where}: trials are shown singly", driver.execute_script(picture, plot) != less)
        plot.find_element(By.CLASS_NAME, "singles").click()
    ActionChains(driver).move_to_element(over).perform()
    time.sleep(0.2)
    check(f"{where}: the cursor reads values", any(c.isdigit() for c in plot.find_element(By.CLASS_NAME, "u-legend").text))


def comparisons(record):
    """Name, measured, predicted and sense of what a record compares with a budget."""
    finding = record["finding"]
    for key in ("legs", "inequalities", "grounds", "exponents", "equalities"):
        for one in finding.get(key, []):
            yield one["name"], one["measured"], one["predicted"]
    for one in finding.get("residuals", []):
        yield one["name"], one["upper"], 0.0
    for one in finding.get("candidates", []):
        if one["claimed"]:
            yield f"distance to {one['name']}", one["distance"], 0.0


def numbers(driver, plan, records, closing):
    """The page says the numbers of the records, to the last bit."""
    said = dict(
        driver.execute_script("return [...document.querySelectorAll('data[data-name]')].map((d) => [d.dataset.name, d.value])")
    )
    declined = {claim for claim, _ in (closing or {}).get("declined", [])}
    cards = [card for card in plan["cards"] if card["id"] not in declined]
    check("numbers: as many claims as in the plan", int(said["as-expected-of"]) == len(cards), said["as-expected-of"])
    check("numbers: the seed is the plan's", int(said["seed"]) == plan["seed"], said["seed"])
    trials = int(said.get("trials", len(records)))
    check("numbers: as many trials as there are records", trials == len(records), trials)
    rows = driver.execute_script(
        """
        return [...document.querySelectorAll("tr[data-comparison]")].map((row) => [row.closest(".claim").id, row.dataset.comparison,
            row.querySelector(".measured data").value, row.querySelector(".predicted data").value]);
        """
    )
    known = {}
    for record in records:
        if record["arm"] == "theorem":
            for name, measured, predicted in comparisons(record):
                known.setdefault((record["claim"], " ".join(name.split())), set()).add((measured, predicted))
    foreign = [row for row in rows if (float(row[2]), float(row[3])) not in known.get((row[0], row[1]), set())]
    check("numbers: measured and predicted are those of a record", rows and not foreign, f"{len(rows)} comparisons, foreign: {foreign[:3]}")
    verdicts = dict(driver.execute_script("return [...document.querySelectorAll('.claim')].map((c) => [c.id, c.dataset.verdict])"))
    bare = {claim for claim, _ in known} - {row[0] for row in rows}
    # A comparison that its budget leaves open is no closest call.
    lost = sorted(claim for claim in bare if verdicts[claim] in ("holds", "violated"))
    check("numbers: every decided claim that compares has its table", not lost, lost)
    drawn_ones = driver.execute_script(
        """
        const all = JSON.parse(document.getElementById("figures").textContent);
        return Object.entries(all).flatMap(([claim, list]) => list.map((f) => [claim, f.name, f.measured, f.predicted, f.law]));
        """
    )
    series = {}
    for record in records:
        if record["arm"] == "theorem":
            for one in record["series"]:
                key = (record["claim"], one["name"])
                series.setdefault(key, []).append((one["measured"], one["predicted"], one["law"]))
    foreign = [(c, n) for c, n, *curve in drawn_ones if tuple(curve) not in series.get((c, n), [])]
    missing = set(series) - {(c, n) for c, n, *_ in drawn_ones}
    check("numbers: the closest call's curve is that of a record", not foreign, f"{len(drawn_ones)} curves, foreign: {foreign}")
    check("numbers: every curve of the records is on the page", not missing, sorted(missing)[:3] or len(series))
    pictured = {record["claim"] for record in records if record.get("picture") and record["arm"] == "theorem"}
    shown = driver.execute_script("return [...document.querySelectorAll('[data-figure$=\".plane\"]')].map((f) => f.closest('.claim').id)")
    check("numbers: every problem in the plane has its picture", set(shown) == pictured, sorted(pictured))


def visit(page, ids, plan, records, closing, width, height, scheme, first):
    where = f"{width} px, {scheme}"
    with tempfile.TemporaryDirectory() as profile:
        driver = browser(profile)
        try:
            emulate = driver.execute_cdp_cmd
            emulate("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
            emulate("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            driver.get("about:blank")
            requests(driver)
            driver.get(page)
            timing = driver.execute_script(
                "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd / 1000"
            )
            check(f"{where}: it opens in under {MOST_SECONDS:g} s", 0 < timing < MOST_SECONDS, f"{timing:.2f} s")
            paper = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
            light = sum(int(c) for c in paper[4:-1].split(",")) > 380
            check(f"{where}: its paper is {scheme}", light == (scheme == "light"), paper)
            anchors(driver, page, ids, where)
            filtered(driver, ids, where)
            zoomed(driver, where)
            drawn(driver, where)
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            check(f"{where}: the page is no wider than the window", wide <= width, wide)
            if first:
                numbers(driver, plan, records, closing)
                driver.find_element(By.ID, "theme").click()
                other = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
                check(f"{where}: the switch changes the paper", other != paper, f"{paper} -> {other}")
            asked = [url for url in requests(driver) if not url.startswith(("file://", "data:", "about:"))]
            check(f"{where}: nothing is asked of a network", not asked, asked or "")
            said = [entry["message"] for entry in driver.get_log("browser")]
            check(f"{where}: the console is silent", not said, said or "")
        finally:
            driver.quit()


def main():
    record_file, page_file = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    plan, closing, records = None, None, []
    for line in record_file.read_text().splitlines():
        value = json.loads(line)
        if "cards" in value:
            plan = value
        elif "machine" in value:
            closing = value
        elif "claim" in value:
            records.append(value)
    declined = {claim for claim, _ in (closing or {}).get("declined", [])}
    ids = [card["id"] for card in plan["cards"] if card["id"] not in declined]
    size = page_file.stat().st_size
    check(f"the page has less than {MOST_BYTES} bytes", size < MOST_BYTES, size)
    for k, (width, height, scheme) in enumerate(VISITS):
        visit(page_file.as_uri(), ids, plan, records, closing, width, height, scheme, k == 0)
    print(f"{results[True]} passed, {results[False]} failed")
    return 1 if results[False] else 0


if __name__ == "__main__":
    sys.exit(main())
