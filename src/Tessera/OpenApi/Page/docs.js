// Shows the face that the address asks for; the first where it asks for none.
const faces = [...document.querySelectorAll("nav a")];
const asked = new URLSearchParams(location.search).get("face");
const face = faces.find((link) => link.dataset.face === asked) ?? faces[0];
face.setAttribute("aria-current", "page");

SwaggerUIBundle({
  url: `openapi/${face.dataset.face}.json`,
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // Nothing leaves this host: no validator elsewhere, and keys stay in the page's memory.
  validatorUrl: null,
  persistAuthorization: false,
});
