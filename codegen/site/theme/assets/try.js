// Swagger UI over the contract that stands beside this page: it asks nobody but the server that the reader chose.
const place = document.querySelector("#try");
const { contract: address } = document.currentScript.dataset;

const ui = async () => {
  const contract = await (await fetch(address)).json();
  contract.servers.push({
    url: "{address}",
    description: "Another server",
    variables: {
      address: { default: "http://127.0.0.1:8080/v1", description: "Where it is, up to /v1 or /partner/v1" },
    },
  });
  // What may be left out starts empty: an example's page or ETag is no list's and no product's.
  for (const parameter of Object.values(contract.components.parameters)) if (!parameter.required) delete parameter.example;
  const swagger = SwaggerUIBundle({
    spec: contract,
    domNode: place,
    displayRequestDuration: true,
    docExpansion: "list",
    persistAuthorization: true,
    // The guides say what the contract's introduction says.
    plugins: [() => ({ wrapComponents: { InfoContainer: () => () => null } })],
    showExtensions: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => open(swagger),
  });
};

// Pages of the reference lead to #/orders/createOrder. Swagger UI can read that by itself, but then has links in buttons.
const open = (swagger) => {
  const [, tag, operation] = location.hash.split("/");
  if (!operation) return;
  swagger.layoutActions.show(["operations", tag, operation], true);
  requestAnimationFrame(() => document.getElementById(`operations-${tag}-${operation}`)?.scrollIntoView());
};

// What Swagger UI leaves without a name, or out of the keyboard's reach.
const names = {
  "#servers": "Server",
  ".servers table input": "Address of the server",
  ".examples-select-element": "Example",
  "textarea.body-param__text": "Body",
  ".content-type": "Media type",
};
const mend = () => {
  for (const [selector, name] of Object.entries(names))
    for (const control of place.querySelectorAll(`${selector}:not([aria-label])`)) control.setAttribute("aria-label", name);
  for (const block of place.querySelectorAll(":is(.microlight, .responses-inner, .table-container):not([tabindex])"))
    block.tabIndex = 0;
  place.querySelector("main")?.setAttribute("role", "presentation");
};
new MutationObserver(mend).observe(place, { childList: true, subtree: true });

// It is as light or dark as the site around it.
const shade = () =>
  document.documentElement.classList.toggle("dark-mode", document.body.dataset.mdColorScheme === "slate");
new MutationObserver(shade).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });

shade();
ui();
