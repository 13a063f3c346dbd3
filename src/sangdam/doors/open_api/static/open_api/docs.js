// Shows the OpenAPI document and signs the calls that are tried out ("Common authentication").
"use strict";

const fields = document.getElementById("signing").elements;
const place = document.getElementById("document");
const text = new TextEncoder();

document.getElementById("signing").addEventListener("submit", (event) => event.preventDefault());

async function sign(request) {
  const url = new URL(request.url, window.location.href);
  if (!url.pathname.includes("/openapi/v1/") || !fields.key.value || request.body instanceof FormData) {
    return request;
  }
  const names = [...new Set(url.searchParams.keys())].sort();
  const values = names.map((name) => url.searchParams.get(name)).join("&");
  const body = request.body ?? "";
  const content = names.length && body ? `${values}&${body}` : values + body;
  const timestamp = String(Date.now());
  const message = fields.organization.value + url.pathname + content + timestamp;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", text.encode(fields.key.value), algorithm, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, text.encode(message)));
  request.headers["Authorization"] = btoa(String.fromCharCode(...signature));
  request.headers["X-TC-Timestamp"] = timestamp;
  return request;
}

SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: sign,
  presets: [SwaggerUIBundle.presets.apis],
});
