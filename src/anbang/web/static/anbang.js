// Every page works without it.
(() => {
  const root = document.documentElement;
  root.dataset.script = "";

  // Large type, dark.
  const kept = (key, value) => {
    try {
      if (value !== undefined) localStorage.setItem(`anbang-${key}`, value);
      return localStorage.getItem(`anbang-${key}`) || "";
    } catch { return ""; }
  };
  const show = () => document.querySelectorAll("[data-toggle]").forEach((button) => {
    const [key, value] = button.dataset.toggle.split(":");
    button.setAttribute("aria-pressed", String(root.dataset[key] === value));
  });
  for (const [key, value] of [["theme", "dark"], ["size", "large"]]) if (kept(key) === value) root.dataset[key] = value;

  const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select") || target.isContentEditable;
  const closeSheets = (except) => document.querySelectorAll("details.popup[open], details.menu[open]").forEach((sheet) => {
    if (!sheet.contains(except)) sheet.open = false;
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    if (button) {
      const [key, value] = button.dataset.toggle.split(":");
      root.dataset[key] = root.dataset[key] === value ? "" : value;
      kept(key, root.dataset[key]);
      show();
    }
    const all = event.target.closest("[data-choose]");
    if (all) all.closest("form").querySelectorAll(`input[type=radio][value="${all.dataset.choose}"]`).forEach((choice) => choice.click());
    if (event.target.closest("[data-print]")) window.print();
    const grave = event.target.closest("[data-confirm]");
    if (grave && !window.confirm(grave.dataset.confirm)) event.preventDefault();
    closeSheets(event.target);
    if (event.target.closest("[data-choose-all]")) choose(() => true);
    // A day is typed over, or the one before.
    const day = event.target.dataset.day;
    if (day) event.target.previousElementSibling.firstChild.value = day;
    if (event.target.matches(".day input") && event.target.defaultValue === event.target.value) event.target.select();
  });

  // `toggle` does not bubble.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.popup[open]")) event.target.querySelector(".popup__sheet").scrollIntoView({ block: "nearest" });
  }, true);

  // X chooses a row, Escape lets all go.
  const boxes = () => [...document.querySelectorAll("input[name=chosen]")];
  const choose = (wanted) => { boxes().forEach((box) => { box.checked = wanted(box); }); tell(); };
  const tell = () => {
    const many = new Set(boxes().filter((box) => box.checked).map((box) => box.value)).size;
    document.querySelectorAll("[data-count]").forEach((told) => { told.textContent = told.dataset.count.replace("{n}", many); });
  };
  document.addEventListener("change", tell);
  document.addEventListener("reset", () => setTimeout(tell));

  // J and K walk the rows, / finds somebody, Escape closes.
  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => "here" in row.dataset);
    const next = Math.min(Math.max(here + step, 0), rows.length - 1);
    rows.forEach((row) => delete row.dataset.here);
    rows[next].dataset.here = "";
    rows[next].scrollIntoView({ block: "nearest" });
    (rows[next].querySelector("[data-open], a, button") || rows[next]).focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const open = document.querySelector("details.popup[open], details.menu[open]");
      closeSheets(null);
      open?.querySelector("summary").focus();
      if (!open && document.querySelector("#together") && !typing(event.target)) choose(() => false);
    }
    // Up and down walk what is suggested while somebody is looked for.
    const looking = event.target.closest(".find");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (looking && step) {
      const stops = [...looking.querySelectorAll("input[type=search], .suggested a")];
      event.preventDefault();
      stops[Math.max(stops.indexOf(event.target) + step, 0)]?.focus();
    }
    if (looking && event.key === "Escape") looking.querySelector(".suggested").replaceChildren();
    if (typing(event.target)) return;
    const find = document.querySelector("[data-find]");
    if (event.key === "/" && find) { event.preventDefault(); find.focus(); }
    if (event.key === "j") walk(1);
    if (event.key === "k") walk(-1);
    if (event.key === "x") document.querySelector("[data-here] input[name=chosen]")?.click();
  });

  // A form is sent once, and not left behind unseen when something was typed into it.
  const touched = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) touched.add(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if ("sent" in form.dataset) { event.preventDefault(); return; }
    form.dataset.sent = "";
    touched.clear();
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  document.addEventListener("kept", (event) => touched.delete(event.target));
  window.addEventListener("beforeunload", (event) => { if (touched.size) event.returnValue = event.preventDefault() || true; });
  // Coming back with the browser's own button finds the form ready again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  // Folded on a phone, but for what the address leads to.
  const fold = () => {
    const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const parts = document.querySelectorAll("details[data-wide]");
    if (!parts.length || window.matchMedia("(min-width: 48rem)").matches) return;
    parts.forEach((part) => { part.open = Boolean(wanted) && part.contains(wanted); });
    wanted?.scrollIntoView();
  };

  // A tick that goes with no other; the name of a chosen file.
  document.addEventListener("change", ({ target }) => {
    const { alone } = target.dataset;
    if (alone && target.checked) document.querySelectorAll(`[name="${target.name}"]:checked`).forEach((other) => {
      if (other !== target && [other.value, target.value].includes(alone)) other.checked = false;
    });
    const chosen = target.closest(".drop")?.querySelector("[data-chosen]");
    if (chosen) chosen.textContent = target.files[0]?.name || chosen.dataset.chosen;
  });

  document.addEventListener("DOMContentLoaded", () => {
    show();
    fold();
    tell();
    document.querySelector("[data-focus]")?.focus();
  });
})();
