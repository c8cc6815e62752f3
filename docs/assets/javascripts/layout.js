// The layout switch: which of numerator and denominator layout the page shows.
// The choice is an attribute of <html> that the style sheets read; it is remembered, and written into the address so that
// a link shows what its sender saw. partials/layout-early.html has set the attribute before the first paint.
(() => {
  const KEY = "jacobook.layout"
  const SHORTCUT_KEY = "jacobook.shortcut"
  const LAYOUTS = ["numerator", "denominator", "both"]
  const NAMES = { numerator: "Numerator layout", denominator: "Denominator layout", both: "Both layouts" }
  const root = document.documentElement

  function recall(storage, key) {
    try { return window[storage].getItem(key) } catch { return null }
  }

  function remember(storage, key, value) {
    try { window[storage].setItem(key, value) } catch { /* private windows may refuse; the choice then lasts as long as the page */ }
  }

  function inAddress() {
    const value = new URLSearchParams(location.search).get("layout")
    return LAYOUTS.includes(value) ? value : null
  }

  function isChosen() {
    return [inAddress(), recall("sessionStorage", KEY), recall("localStorage", KEY)].some((value) => LAYOUTS.includes(value))
  }

  function writeAddress(layout) {
    const address = new URL(location.href)
    if (address.searchParams.get("layout") === layout) return
    address.searchParams.set("layout", layout)
    history.replaceState(history.state, "", address)
  }

  function show(layout) {
    root.dataset.layout = layout
    for (const input of document.querySelectorAll(".layout-switch__input")) input.checked = input.value === layout
  }

  function choose(layout) {
    // Keep the place: what stands at the top of the window stays there while columns and panels come and go.
    const anchor = document.elementFromPoint(innerWidth / 2, 140)?.closest("tr, section, li, p, h1, h2, h3, pre")
    const before = anchor?.getBoundingClientRect().top
    show(layout)
    remember("sessionStorage", KEY, layout)
    remember("localStorage", KEY, layout)
    writeAddress(layout)
    if (anchor && anchor.getClientRects().length > 0) scrollBy(0, anchor.getBoundingClientRect().top - before)
  }

  function announce(layout) {
    let region = document.getElementById("layout-announcement")
    if (!region) {
      region = document.createElement("div")
      region.id = "layout-announcement"
      region.className = "visually-hidden"
      region.setAttribute("role", "status")
      document.body.append(region)
    }
    region.textContent = NAMES[layout]
  }

  // A new page, or the way back to an old one: an address that names a layout is obeyed, another is completed.
  function arrive() {
    const named = inAddress()
    if (named) {
      remember("sessionStorage", KEY, named)
      show(named)
    } else {
      show(root.dataset.layout)
      if (isChosen()) writeAddress(root.dataset.layout)
    }
    for (const box of document.querySelectorAll("[data-shortcut-setting]")) {
      box.closest("label").hidden = false
      box.checked = recall("localStorage", SHORTCUT_KEY) !== "off"
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches(".layout-switch__input")) choose(event.target.value)
    if (event.target.matches("[data-shortcut-setting]"))
      remember("localStorage", SHORTCUT_KEY, event.target.checked ? "on" : "off")
  })

  document.addEventListener("keydown", (event) => {
    if (event.key !== "l" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (recall("localStorage", SHORTCUT_KEY) === "off") return
    const typing = event.target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")
    if (typing) return
    const next = LAYOUTS[(LAYOUTS.indexOf(root.dataset.layout) + 1) % LAYOUTS.length]
    choose(next)
    announce(next)
  })

  if (window.document$) window.document$.subscribe(arrive)
  else arrive()
})()
