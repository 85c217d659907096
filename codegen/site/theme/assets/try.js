// Swagger UI for the contract beside this page. It sends requests only to the server that the reader chooses.
const container = document.querySelector("#try");
const { contract: address } = document.currentScript.dataset;

const ui = async () => {
  const contract = await (await fetch(address)).json();
  contract.servers.push({
    url: "{address}",
    description: "Another server",
    variables: {
      address: { default: "http://127.0.0.1:8080/v1", description: "The address, up to /v1 or /partner/v1" },
    },
  });
  // Optional parameters start empty: an example's page token or ETag would match no real list or product.
  for (const parameter of Object.values(contract.components.parameters)) if (!parameter.required) delete parameter.example;
  const swagger = SwaggerUIBundle({
    spec: contract,
    domNode: container,
    displayRequestDuration: true,
    docExpansion: "list",
    persistAuthorization: true,
    // Hide the contract's introduction, which the guides repeat.
    plugins: [() => ({ wrapComponents: { InfoContainer: () => () => null } })],
    showExtensions: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => open(swagger),
  });
};

// Reference pages link to #/orders/createOrder. Swagger UI's deep linking would nest links in buttons.
const open = (swagger) => {
  const [, tag, operation] = location.hash.split("/");
  if (!operation) return;
  swagger.layoutActions.show(["operations", tag, operation], true);
  requestAnimationFrame(() => document.getElementById(`operations-${tag}-${operation}`)?.scrollIntoView());
};

// Accessibility: label controls that Swagger UI leaves unlabelled, and make scrollable blocks focusable.
const controlNames = {
  "#servers": "Server",
  ".servers table input": "Address of the server",
  ".examples-select-element": "Example",
  "textarea.body-param__text": "Body",
  ".content-type": "Media type",
};
const improveAccessibility = () => {
  for (const [selector, name] of Object.entries(controlNames))
    for (const control of container.querySelectorAll(`${selector}:not([aria-label])`)) control.setAttribute("aria-label", name);
  for (const block of container.querySelectorAll(":is(.microlight, .responses-inner, .table-container):not([tabindex])"))
    block.tabIndex = 0;
  container.querySelector("main")?.setAttribute("role", "presentation");
};
new MutationObserver(improveAccessibility).observe(container, { childList: true, subtree: true });

// Follow the site's light or dark scheme.
const applyScheme = () =>
  document.documentElement.classList.toggle("dark-mode", document.body.dataset.mdColorScheme === "slate");
new MutationObserver(applyScheme).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });

applyScheme();
ui();
