// The pages that the links of e-mails about accounts lead to. Opening a page changes nothing; only its form does.
const form = document.querySelector("form");
const result = document.querySelector("[role=status]");
const token = new URLSearchParams(location.hash.slice(1)).get("token");
// The token stays out of the history, and of what is copied from the address bar.
history.replaceState(null, "", location.pathname);

const show = (text) => (result.textContent = text);

const errorText = (problem, status) => {
  if (problem.type?.endsWith("/token-invalid"))
    return "This link is no longer valid: it was used before, it has expired, or a newer change replaced it. Request a new e-mail.";
  if (problem.errors?.length) return `Please correct the form: ${problem.errors.map((error) => error.detail).join("; ")}.`;
  if (status === 429) return "Too many attempts. Please try again later.";
  return "Something went wrong. Please try again later.";
};

const send = async (path, body) => {
  // `bin/shop publish` writes the stage's URL there: its API may have another host than its documentation.
  const { storefront } = await (await fetch("shop.json")).json();
  const response = await fetch(`${storefront}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return "";
  return errorText(await response.json().catch(() => ({})), response.status);
};

// A page with a form for both: with a token it is spent, without one an e-mail is requested.
const active = token ? "spend" : "request";
for (const part of form.querySelectorAll("[data-when]")) {
  part.hidden = part.dataset.when !== active;
  for (const field of part.querySelectorAll("input")) field.disabled = part.hidden;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector(`[data-when="${active}"] button`);
  const fields = Object.fromEntries(new FormData(form));
  button.disabled = true;
  show("One moment …");
  try {
    const error = await send(form.dataset[active], active === "spend" ? { token, ...fields } : fields);
    show(error || form.dataset[`${active}Done`]);
    if (!error) form.hidden = true;
  } catch {
    show("The shop can't be reached. Please try again later.");
  }
  button.disabled = false;
});
