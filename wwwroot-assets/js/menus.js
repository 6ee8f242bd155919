// The app's menus: each is a details[data-menu]. One is open at a time. It closes with Escape, which leads back to what opened
// it, with a click beside it, and with a link in it: where that leads, or what it saves, would be hidden.

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeAllBut(null, true);
    }
  });
  document.addEventListener("click", (event) => {
    const field = document.getElementById(event.target.closest("[data-shows]")?.dataset.shows);
    if (field) {
      show(field);
    } else {
      closeAllBut(event.target.closest("a[href]") ? null : event.target.closest("details[data-menu]"));
    }
  });
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches("details[data-menu][open]")) {
        closeAllBut(event.target);
      }
    },
    true, // It does not bubble.
  );
}

// A field of a menu, from a button elsewhere whose data-shows is the field's id.
function show(field) {
  const menu = field.closest("details[data-menu]");
  closeAllBut(menu);
  menu.open = true;
  field.focus();
}

function closeAllBut(kept, leadsBack = false) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== kept) {
      const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
      menu.open = false;
      if (leadsBack && hadFocus) {
        menu.querySelector("summary").focus();
      }
    }
  }
}
