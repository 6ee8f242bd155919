// What only the browser can do. Imported by the circuit once it runs; see Components/Browser.cs.

import { start as startSelecting } from "./select.js";

let started = false;

export function start() {
  if (!started) {
    started = true;
    startSelecting();
  }

  document.addEventListener("keydown", closeMenus);
  document.addEventListener("click", closeMenus);
  document.documentElement.dataset.interactive = "true";
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

export function save(name, value, theme) {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=strict`;
  if (theme) {
    document.documentElement.dataset.theme = theme;
  } else {
    delete document.documentElement.dataset.theme;
  }
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // Not allowed, or not a secure context: the caller says so.
  }
}

export function showDialog(dialog) {
  if (!dialog.open) {
    dialog.showModal();
  }
}

export function closeDialog(dialog) {
  dialog.close();
}

// A menu that is open closes with Escape, which leads back to what opened it, with a click beside it, and with a download,
// whose progress it would hide.
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (event.type === "click" ? !menu.contains(event.target) || event.target.closest("a[download]") : event.key === "Escape") {
      const wasInside = menu.contains(document.activeElement) || document.activeElement === document.body;
      menu.open = false;
      if (event.type === "keydown" && wasInside) {
        menu.querySelector("summary").focus();
      }
    }
  }
}
