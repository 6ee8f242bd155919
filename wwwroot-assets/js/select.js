// Selecting rows of the job grid: one listener for the page instead of one a row, and one message for all rows of a click.
// The circuit draws which rows are selected; see Components/Jobs/JobGrid.razor.

let last = null;

const boxes = (body) => [...body.querySelectorAll("input[type=checkbox]")];

// The row's own link names the job: a second copy of the key in each row would be kept for every open page.
const keyOf = (box) => decodeURIComponent(new URL(box.closest("tr").querySelector("td:nth-child(2) a").href).pathname.split("/").pop());

function onClick(event) {
  const box = event.target;
  const table = box instanceof HTMLInputElement && box.type === "checkbox" ? box.closest(".jobs-table") : null;
  const body = table?.querySelector("tbody");
  if (!body) {
    return;
  }

  let chosen = [box];
  if (!body.contains(box)) {
    chosen = boxes(body); // The box in the head stands for the page.
  } else if (event.shiftKey && last !== null && body.contains(last)) {
    const all = boxes(body);
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    chosen = all.slice(from, to + 1);
  }

  for (const one of chosen) {
    one.checked = box.checked;
  }

  last = body.contains(box) ? box : null;
  body.dispatchEvent(new CustomEvent("jobschosen", { bubbles: true, detail: { keys: chosen.map(keyOf), chosen: box.checked } }));
}

export function start() {
  Blazor.registerCustomEventType("jobschosen", { createEventArgs: (event) => event.detail });
  document.addEventListener("click", onClick);
}
