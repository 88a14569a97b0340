// Warns before the session ends by itself, keeps it while somebody is at work on the page, and takes a form up again after a new sign-in.
(() => {
  const leaving = document.querySelector(".leaving");
  const [soon, gone] = ["soon", "gone"].map((name) => leaving.querySelector(`[data-${name}]`));
  const warned = Number(leaving.dataset.warned);
  const now = () => Date.now() / 1000;
  let endsAt = now() + Number(leaving.dataset.left);
  let busyAt = 0;
  let heardAt = now();

  const tokens = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");
  const show = () => {
    const left = endsAt - now();
    gone.hidden = left > 0;
    soon.hidden = left <= 0 || left > warned;
  };
  const ask = async (address, method) => {
    heardAt = now();
    try {
      const headers = method === "POST" ? { "X-CSRFToken": tokens()[0].value } : {};
      const answer = await fetch(address, { method, headers, credentials: "same-origin" });
      const told = await answer.json();
      endsAt = now() + told.left;
      if (told.left > 0) tokens().forEach((field) => { field.value = told.token; });
    } catch { /* Without a line nobody knows: the clock goes on. */ }
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
