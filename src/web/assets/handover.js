// Hands the outcome of a sign-in to the page that opened this window, and to no other: the browser
// delivers it only when that page stands on exactly this origin. Without such a page the link stays.
"use strict";
const { origin, name, value } = document.getElementById("handover").dataset;
history.replaceState(null, "", "/signed-in");
if (window.opener && origin) {
  window.opener.postMessage({ type: "rejoinder", [name]: value }, origin);
  window.close();
}
