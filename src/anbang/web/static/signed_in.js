// Warns before the session ends; a form goes on after a new sign-in.
(() => {
  const leaving = document.querySelector(".leaving");
  const [soon, gone] = ["soon", "gone"].map((name) => leaving.querySelector(`[data-${name}]`));
  const warned = Number(leaving.dataset.warned);
  const now = () => Date.now() / 1000;
  let endsAt = now() + Number(leaving.dataset.left);
  let busyAt = 0;
  let heardAt = now();
  let asked = 0, heard = 0;

  const tokens = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");
  const show = () => {
    const left = endsAt - now();
    gone.hidden = left > 0;
    soon.hidden = left <= 0 || left > warned;
  };
  const ask = async (address, method) => {
    const mine = ++asked;
    heardAt = now();
    try {
      const headers = method === "POST" ? { "X-CSRFToken": tokens()[0].value } : {};
      const answer = await fetch(address, { method, headers });
      const told = await answer.json();
      if (mine < heard) return; // A slow answer.
      heard = mine;
      endsAt = now() + told.left;
      if (told.left > 0) tokens().forEach((field) => { field.value = told.token; });
    } catch { /* The clock goes on. */ }
    show();
  };
  const stay = () => ask(leaving.dataset.told, "POST");
  const look = () => ask(leaving.dataset.asked, "GET");
  const lookAgain = () => { if (!document.hidden && !(soon.hidden && gone.hidden) && now() - heardAt > 2) look(); };

  leaving.querySelector("[data-stay]").addEventListener("click", stay);
  for (const kind of ["input", "click"]) document.addEventListener(kind, () => { busyAt = now(); });
  document.addEventListener("visibilitychange", lookAgain);
  window.addEventListener("focus", lookAgain);

  setInterval(() => {
    const left = endsAt - now();
    if (left > 0 && busyAt > heardAt && now() - heardAt > warned) stay();
    else if (soon.hidden && gone.hidden && left <= warned) look();
    else show();
  }, 5000);
})();

// What is typed is kept on the server; the page says truly whether it was.
(() => {
  const timers = new Map();
  const later = (form, wait) => { clearTimeout(timers.get(form)); timers.set(form, setTimeout(keep, wait, form)); };
  const keep = async (form) => {
    const told = form.querySelector("[data-kept]");
    const sent = new FormData(form);
    const files = [...sent].filter(([, value]) => value instanceof File);
    files.forEach(([name]) => sent.delete(name));
    sent.set("keep", "1");
    let answer, said = "";
    form.dataset.keeping = "";
    try {
      answer = await fetch(location.href, { method: "POST", body: sent, headers: { "X-Draft": "1" } });
      // Any other page has kept nothing.
      if (answer.headers.get("X-Draft")) said = await answer.text();
    } catch { later(form, 15000); }
    if ("sent" in form.dataset) return;
    if (answer?.status === 429) { later(form, 1500); return; }
    const isKept = Boolean(answer?.ok && said);
    told.textContent = isKept ? said : `${told.dataset.lost} ${said}`;
    told.classList.toggle("wrong", !isKept);
    // Not what was typed since, nor a file.
    if (isKept && "keeping" in form.dataset && !files.some(([, file]) => file.name)) form.dispatchEvent(new Event("kept", { bubbles: true }));
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    delete form.dataset.keeping;
    later(form, 2000);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    if (button) { event.preventDefault(); later(button.form, 0); }
    event.target.closest("[data-pick]")?.showPicker?.();
  });
  document.addEventListener("submit", (event) => clearTimeout(timers.get(event.target)));
  window.addEventListener("online", () => timers.forEach((_, form) => later(form, 0)));
  // A picked day is written as people write it.
  document.addEventListener("change", (event) => {
    const picked = event.target.closest("[data-pick]")?.value;
    if (!picked) return;
    const field = event.target.previousElementSibling;
    const [year, month, day] = picked.split("-").map(Number);
    field.value = document.documentElement.lang === "en" ? picked : `${year}年${month}月${day}日`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
