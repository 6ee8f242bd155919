// Says that the connection is lost, and comes back to the same place: the URL holds the page's state.

const notice = document.getElementById("components-reconnect-modal");
const retry = notice.querySelector("button");

async function comeBack() {
  try {
    if (await Blazor.reconnect()) {
      return;
    }
  } catch {
    return; // The server is not there yet: Blazor says "failed", and the operator or the page's return tries again.
  }
  location.reload(); // The server is there, but forgot this page: the same URL shows the same thing.
}

notice.addEventListener("components-reconnect-state-changed", (event) => {
  const state = event.detail.state;
  notice.hidden = state === "hide";
  notice.dataset.state = state;
  document.documentElement.dataset.interactive = state === "hide" ? "true" : "false";
  if (state === "rejected") {
    location.reload();
  } else if (state === "failed") {
    document.addEventListener("visibilitychange", onReturn);
  }
});

function onReturn() {
  if (document.visibilityState === "visible") {
    document.removeEventListener("visibilitychange", onReturn);
    comeBack();
  }
}

retry.addEventListener("click", comeBack);
