// Passes the result of a sign-in to the page that opened this window, and to no other page: the browser
// delivers it only if that page is on exactly this origin. A page that separates itself from other windows
// (`Cross-Origin-Opener-Policy`) gets the result by the link, in the fragment of its own URL.
"use strict";
const { origin, name, value } = document.getElementById("handover").dataset;
history.replaceState(null, "", "/signed-in");
if (window.opener && origin) {
  window.opener.postMessage({ type: "rejoinder", [name]: value }, origin);
  window.close();
} else document.getElementById("next")?.click();
