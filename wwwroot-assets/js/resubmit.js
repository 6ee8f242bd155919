// Files that were dropped stay here: only their names and sizes go to the server, until a batch of them is sent.
// Imported by the circuit; see Components/Resubmission/DroppedFiles.cs.

// A message to the circuit may have a megabyte, and a letter up to three bytes.
const messageLetters = 200_000;
const longestPath = 4_000;

let files = [];
let running = null;

/** Listens to a drop zone and to the inputs in it. */
export function attach(zone, dotnet) {
  if (!zone) {
    return;
  }

  const gather = async (read) => {
    const found = [];
    let unread = 0;
    await tell(dotnet, "Begin");
    try {
      unread = await read(found);
      await announce(found, dotnet);
    } finally {
      await tell(dotnet, "End", unread);
    }
  };
  const over = (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      zone.dataset.over = "true";
    }
  };
  zone.addEventListener("dragenter", over);
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) {
      delete zone.dataset.over;
    }
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    // What was dropped is known only now; the folders are read later.
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
    gather((found) => walk(entries.filter(Boolean), "", found));
  });
  zone.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type === "file") {
      const chosen = [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
      input.value = "";
      gather(async (found) => {
        found.push(...chosen);
        return 0;
      });
    }
  });
}

/** Reads entries of a drop and all that is in folders among them. Returns how many could not be read. */
async function walk(entries, folder, found) {
  let unread = 0;
  for (const entry of entries) {
    try {
      if (entry instanceof File) {
        found.push({ file: entry, path: entry.name });
      } else if (entry.isFile) {
        const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
        found.push({ file, path: folder + file.name });
      } else if (entry.isDirectory) {
        unread += await walk(await children(entry), `${folder}${entry.name}/`, found);
      }
    } catch {
      unread++;
    }
  }
  return unread;
}

async function children(directory) {
  const reader = directory.createReader();
  const all = [];
  for (;;) {
    // A hundred at a time; none when there are no more.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return all;
    }
    all.push(...some);
  }
}

async function announce(found, dotnet) {
  let message = [];
  let letters = 0;
  for (const { file, path } of found) {
    const shown = path.length > longestPath ? path.slice(path.length - longestPath) : path;
    message.push({ index: files.length, path: shown, name: file.name.slice(-longestPath), sizeBytes: file.size });
    files.push(file);
    letters += shown.length + file.name.length + 80;
    if (letters > messageLetters) {
      await tell(dotnet, "Add", message);
      message = [];
      letters = 0;
    }
  }
  if (message.length > 0) {
    await tell(dotnet, "Add", message);
  }
}

/** The circuit may be gone: what is being sent goes on without it. */
async function tell(dotnet, method, ...values) {
  try {
    await dotnet.invokeMethodAsync(method, ...values);
  } catch {
    // It comes back with a page that asks the server.
  }
}

export function clear() {
  if (!running) {
    files = [];
  }
}

/** Begins to send batches, so many at a time, each as one request straight from the files. False when others are being sent. */
export function begin(id, batches, parallel, dotnet) {
  if (running) {
    return false;
  }
  running = { stopped: false, requests: new Set() };
  sendAll(id, [...batches], parallel, dotnet);
  return true;
}

async function sendAll(id, queue, parallel, dotnet) {
  const worker = async () => {
    while (queue.length > 0 && !running.stopped) {
      if (!(await sendOne(id, queue.shift(), dotnet))) {
        running.stopped = true;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, worker));
  } finally {
    running = null;
    await tell(dotnet, "Sent");
  }
}

/** Stops what is being sent and sends no more. */
export function stop() {
  if (running) {
    running.stopped = true;
    running.requests.forEach((request) => request.abort());
  }
}

/** True when the next batch may be sent. */
async function sendOne(id, batch, dotnet) {
  const url = `resubmissions/${encodeURIComponent(id)}/batches/${batch.number}`;
  const form = new FormData();
  for (const [place, index] of batch.files.entries()) {
    const file = files[index];
    if (!file || !(await isReadable(file))) {
      await tell(dotnet, "UnreadableAsync", batch.number, place);
      return true;
    }
    form.append(String(place), file, "file");
  }
  const answer = (await post(url, form)) ?? (await settled(url));
  return answer?.goesOn === true && !running.stopped;
}

/** A file that was changed or deleted since it was chosen cannot be read any more. */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function post(url, form) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const end = (answer) => {
      running.requests.delete(request);
      resolve(answer);
    };
    request.open("POST", url);
    request.responseType = "json";
    request.onload = () => end(request.response);
    request.onerror = request.onabort = request.ontimeout = () => end(null);
    running.requests.add(request);
    request.send(form);
  });
}

/** The answer was lost, or came before all was sent: the server knows what became of the batch. */
async function settled(url) {
  for (let tries = 0; tries < 30; tries++) {
    try {
      const answer = await (await fetch(url)).json();
      if (answer.state !== "sending") {
        // Nothing arrived, or it broke off: the next batch would fare alike.
        return { ...answer, goesOn: answer.state === "accepted" };
      }
    } catch {
      // The server is not there at the moment.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return null;
}
