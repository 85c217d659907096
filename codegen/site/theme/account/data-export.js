// The page that the link of the e-mail about a data export leads to: a login, and then a link to the file.
const form = document.querySelector("form");
const result = document.querySelector("[role=status]");
const download = document.querySelector("[data-link]");
let challenge;

const show = (text) => (result.textContent = text);

const ERRORS = {
  "invalid-credentials": "The e-mail address or the password is wrong.",
  "login-unconfirmed": "The code is wrong, expired or already used.",
  "account-disabled": "The account is disabled. Contact the shop.",
  "account-deleting": "The account will be deleted, so there is no file.",
  "mfa-enrolment-required": "Enrol a second factor first.",
  "not-found": "There is no file: it is deleted after 24 hours. Request a new one.",
  "validation-failed": "Please correct the form.",
};

const call = async (method, path, { body, token } = {}) => {
  // `bin/shop publish` writes the stage's URL there: its API may have another host than its documentation.
  const { storefront } = await (await fetch("shop.json")).json();
  const headers = { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`${storefront}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const content = response.status === 204 ? {} : await response.json().catch(() => ({}));
  return { ok: response.ok, status: response.status, content, kind: content.type?.split("/").pop() };
};

const showStep = (active) => {
  for (const part of form.querySelectorAll("[data-step]")) {
    part.hidden = part.dataset.step !== active;
    for (const field of part.querySelectorAll("input")) field.disabled = part.hidden;
  }
};

const explain = ({ kind, status }) => {
  if (kind === "login-unconfirmed") {
    // A challenge is valid for one login only: begin again.
    challenge = undefined;
    showStep("login");
  }
  show(ERRORS[kind] ?? (status === 429 ? "Too many attempts. Please try again later." : "Something went wrong. Please try again later."));
};

const showLink = async (token) => {
  const found = await call("GET", "/users/data-export", { token });
  // The session served this page only.
  await call("POST", "/auth/logout", { token });
  if (!found.ok) return explain(found);
  form.hidden = true;
  download.hidden = false;
  download.querySelector("a").href = found.content.url;
  show("Your file is ready. The link is valid for 5 minutes.");
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const fields = Object.fromEntries(new FormData(form));
  button.disabled = true;
  show("One moment …");
  try {
    const login = challenge
      ? await call("POST", "/auth/mfa", { body: { challenge, ...fields } })
      : await call("POST", "/auth/login", { body: fields });
    if (login.ok) await showLink(login.content.accessToken);
    else if (login.kind === "mfa-required") {
      challenge = login.content.challenge;
      showStep("code");
      show("Enter the code of your second factor.");
    } else explain(login);
  } catch {
    show("The shop can't be reached. Please try again later.");
  }
  button.disabled = false;
});
