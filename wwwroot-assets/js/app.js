// What only the browser can do. Imported by the circuit once it runs; see Components/Browser.cs.

import { start as startMenus } from "./menus.js";
import { start as startSelecting } from "./select.js";

let started = false;

export function start() {
  if (!started) {
    started = true;
    startMenus();
    startSelecting();
  }

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
