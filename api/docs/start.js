// Starts Swagger UI on the description that the page names. A file of its own: the page may run no inline script.
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.description,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    // The badge would ask a host of Swagger's to validate the description.
    validatorUrl: null,
  });
});
