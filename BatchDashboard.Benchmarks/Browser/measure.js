// Runs in the page before its own scripts. Times are the page's own, in milliseconds since the navigation began.
(() => {
  const patience = 20_000;
  const marks = {};

  const grid = () => [...document.querySelectorAll("table")].find((table) =>
    (table.caption?.textContent ?? table.getAttribute("aria-label") ?? "").trim() === "Jobs");
  const hasRows = () => grid()?.querySelector("tbody a[href*='/jobs/']") != null;
  const shown = () => (grid()?.tBodies[0]?.textContent ?? "") + (document.querySelector(".range")?.textContent ?? "");

  // A frame callback runs before its frame is painted, a message posted from it after.
  const painted = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(null);
  });

  function whenFirst(name, isReached, options) {
    const observer = new MutationObserver(() => {
      if (isReached()) {
        observer.disconnect();
        painted(() => { marks[name] = performance.now(); });
      }
    });
    observer.observe(document, { subtree: true, ...options });
  }

  whenFirst("data", hasRows, { childList: true });
  whenFirst("interactive", () => document.documentElement?.dataset.interactive === "true", { attributes: true, attributeFilter: ["data-interactive"] });

  // Until other rows than before are painted.
  const change = (action) => new Promise((resolve, reject) => {
    const before = shown();
    let begun = 0;
    const observer = new MutationObserver(() => {
      if (shown() !== before && hasRows()) {
        observer.disconnect();
        clearTimeout(end);
        painted(() => resolve(performance.now() - begun));
      }
    });
    const end = setTimeout(() => {
      observer.disconnect();
      reject(new Error("No other rows were shown."));
    }, patience);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    begun = performance.now();
    action();
  });

  function find(what, element) {
    if (!element || element.disabled) {
      throw new Error(`There is no ${what} to click.`);
    }
    return element;
  }

  function enter(element, value, event) {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value").set.call(element, value);
    element.dispatchEvent(new Event(event, { bubbles: true }));
  }

  window.benchmark = {
    marks: () => (marks.data && marks.interactive ? marks : null),
    press: (name) => {
      const button = find(name, document.querySelector(`button[aria-label='${name}']`));
      return change(() => button.click());
    },
    choose: (name, value) => {
      const select = find(name, document.querySelector(`select[aria-label='${name}']`));
      return change(() => enter(select, value, "change"));
    },
    sort: (name) => {
      const head = find(name, [...grid().querySelectorAll("thead a, thead button")].find((link) => link.textContent.trim().startsWith(name)));
      return change(() => head.click());
    },
    search: (text) => {
      const box = find("search box", document.querySelector("input[aria-label='Search files']"));
      return change(() => enter(box, text, "input"));
    },
  };
})();
