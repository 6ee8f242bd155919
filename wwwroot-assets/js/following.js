// Browser notifications; see Components/Following/BrowserNotices.cs. Nothing is asked before somebody clicks.

export function permission() {
  return "Notification" in window && window.isSecureContext ? Notification.permission : "unsupported";
}

export async function ask() {
  return permission() === "unsupported" ? "unsupported" : await Notification.requestPermission();
}

export function show(title, text, url, tag) {
  if (permission() !== "granted") {
    return false;
  }

  try {
    // The tag makes one of the notifications that several tabs show of the same event.
    const notification = new Notification(title, { body: text, tag });
    notification.onclick = () => {
      window.focus();
      window.location.assign(url);
      notification.close();
    };
    return true;
  } catch {
    return false; // Some phones have the permission and no notifications without a service worker.
  }
}
