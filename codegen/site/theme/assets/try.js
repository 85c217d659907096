// Swagger UI over the contract that stands beside this page: it asks nobody but the server that the reader chose.
(async () => {
  const { contract: address } = document.currentScript.dataset;
  const contract = await (await fetch(address)).json();
  contract.servers.push({
    url: "{address}",
    description: "Another server",
    variables: {
      address: { default: "http://127.0.0.1:8080/v1", description: "Where it is, up to /v1 or /partner/v1" },
    },
  });
  SwaggerUIBundle({
    spec: contract,
    dom_id: "#try",
    deepLinking: true,
    displayRequestDuration: true,
    docExpansion: "list",
    persistAuthorization: true,
    showExtensions: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
})();

// It is as light or dark as the site around it.
const shade = () =>
  document.documentElement.classList.toggle("dark-mode", document.body.dataset.mdColorScheme === "slate");
new MutationObserver(shade).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
shade();
