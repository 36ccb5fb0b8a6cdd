// Small extras; every page works without them.
import { initAll } from "./vendor/nhsuk-frontend.min.js";

initAll();

// Empty fields are left out of the address of a search.
for (const form of document.querySelectorAll("form[method=get]")) {
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter(
      (field) => field.name && field.value === (field.dataset.default ?? ""),
    );
    for (const field of empty) field.disabled = true;
    // The page may come back from the browser's memory: its fields must work again.
    addEventListener("pagehide", () => {
      for (const field of empty) field.disabled = false;
    });
  });
}

// A page from the browser's memory has its boxes as they were left: they have to tell
// what is listed. `autocomplete="off"` does the same where it is read again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[method=get]")) form.reset();
});

// On a narrow screen the filters are closed, so that results come first.
const filters = document.querySelector(".app-filters");
if (filters) {
  const wide = matchMedia("(min-width: 48.0625em)");
  const follow = () => {
    filters.open = wide.matches;
  };
  wide.addEventListener("change", follow);
  follow();
}
