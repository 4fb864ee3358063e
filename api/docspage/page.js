"use strict";

// Everything is asked of the service that served this page: no validator, no fonts, no other host.
window.assay = SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#description",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  requestSnippetsEnabled: true,
  syntaxHighlight: { activated: true },
  validatorUrl: null,
});
