#!/usr/bin/env python3
"""Sends corrected files as new batches. See README.txt. Needs Python 3.9 or later and nothing else.

File names come from elsewhere and may be anything: they are only ever compared and sent as data. What is opened is what was
found in the folder.
"""
import argparse
import csv
import http.client
import json
import os
import re
import secrets
import ssl
import sys
import time
import unicodedata
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
LOG = os.path.join(HERE, "sent.csv")
COLUMNS = ["no", "outcome", "time", "batch_id", "size_bytes", "sent_as", "for_batch", "for_job"]
BLOCK = 256 * 1024


class NotSent(Exception):
    """The batch was not made, for sure."""


class Unknown(Exception):
    """All was sent, and nobody knows what became of it."""


class Refused(Exception):
    """The API said no."""


def visible(text):
    """One line for a terminal or a log, whatever is in it."""
    return "".join(c if c.isprintable() else "\\u%04x" % ord(c) if ord(c) < 0x10000 else "?" for c in text)


def same(name):
    """Macs write accents in two characters, others in one."""
    return unicodedata.normalize("NFC", name)


def base_of(name):
    return name.rsplit("/", 1)[-1]


def stem_of(base):
    return base[: base.rindex(".")] if "." in base[1:] else base


def found_in(folder):
    """Every plain file below the folder: (path, name relative to the folder). Links are not followed."""
    for where, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(where, name)
            if os.path.isfile(path) and not os.path.islink(path):
                relative = os.path.relpath(path, folder).replace(os.sep, "/")
                yield path, same(os.fsencode(relative).decode("utf-8", "replace"))


def match(wanted, folder):
    """Which found file is which wanted one: by its name, else by its name with another ending."""
    by_name, by_base, by_stem = {}, {}, {}
    for path, name in found_in(folder):
        by_name.setdefault(name, []).append(path)
        by_base.setdefault(base_of(name), []).append(path)
        by_stem.setdefault(stem_of(base_of(name)), []).append(path)
    matched, missing, ambiguous, claims = {}, [], [], {}
    for name in wanted:
        base = base_of(same(name))
        paths = by_name.get(same(name)) or by_base.get(base) or by_stem.get(stem_of(base)) or []
        if not paths:
            missing.append(name)
        elif len(paths) > 1:
            ambiguous.append(name)
        else:
            matched[name] = paths[0]
            claims.setdefault(paths[0], []).append(name)
    for names in claims.values():
        if len(names) > 1:
            for name in names:
                del matched[name]
                ambiguous.append(name)
    return matched, missing, ambiguous


def read_log(header):
    """What became of each number last. A batch that was begun and never ended is unknown."""
    last = {}
    if os.path.exists(LOG):
        with open(LOG, encoding="utf-8", newline="") as log:
            rows = csv.reader(log)
            if next(rows, None) != header:
                sys.exit("The sent.csv beside this script is of another kit, and its numbers mean other files. Unpack each kit into a folder of its own.")
            for row in rows:
                if len(row) >= 4 and row[0].isdigit():
                    last[int(row[0])] = (row[1], row[3])
    return last


def write_log(header, batch, outcome, batch_id=""):
    is_new = not os.path.exists(LOG)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    with open(LOG, "a", encoding="utf-8", newline="") as log:
        writer = csv.writer(log)
        if is_new:
            writer.writerow(header)
        for item in batch:
            shown = visible(item["sent_as"])
            writer.writerow([item["no"], outcome, now, batch_id, item["size"], "'" + shown if shown[:1] in "=+-@" else shown, item["for_batch"], item["for_job"]])
        log.flush()
        os.fsync(log.fileno())


def counted(count, one, many=None):
    return "%d %s" % (count, one if count == 1 else many or one + "s")


def pack(items, max_files, max_bytes):
    batches, size = [], 0
    for item in items:
        if not batches or len(batches[-1]) == max_files or size + item["size"] > max_bytes:
            batches.append([])
            size = 0
        batches[-1].append(item)
        size += item["size"]
    return batches


def quoted(name):
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").encode("utf-8", "replace")


def send(batch, base, key, collection, force):
    """Makes one batch, and returns its id. Sends once: never again by itself."""
    boundary = "batch-" + secrets.token_hex(16)
    flag = "true" if force else "false"
    head = b""
    for field, value in (
        ("force_overwrite", flag),
        ("collection_id", collection),
        ("batch_options", json.dumps({"force_overwrite": force, "collection_id": collection})),
    ):
        head += ("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n" % (boundary, field, value)).encode("utf-8", "replace")
    parts = [
        b"--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        % (boundary.encode(), quoted(item["sent_as"]))
        for item in batch
    ]
    end = b"--%s--\r\n" % boundary.encode()
    length = len(head) + sum(len(part) + item["size"] + 2 for part, item in zip(parts, batch)) + len(end)
    kind = http.client.HTTPSConnection if base.scheme == "https" else http.client.HTTPConnection
    options = {"context": ssl.create_default_context()} if base.scheme == "https" else {}
    connection = kind(base.hostname, base.port, timeout=300, **options)
    whole = False
    try:
        try:
            connection.putrequest("POST", base.path.rstrip("/") + "/v1/batches")
            connection.putheader("X-Api-Key", key)
            connection.putheader("Accept", "application/json")
            connection.putheader("Content-Type", "multipart/form-data; boundary=" + boundary)
            connection.putheader("Content-Length", str(length))
            connection.endheaders()
            connection.send(head)
            for part, item in zip(parts, batch):
                connection.send(part)
                with open(item["path"], "rb") as file:
                    left = item["size"]
                    while left > 0:
                        block = file.read(min(BLOCK, left))
                        if not block:
                            raise NotSent("%s became shorter while it was sent" % visible(item["sent_as"]))
                        connection.send(block)
                        left -= len(block)
                    if file.read(1):
                        raise NotSent("%s became longer while it was sent" % visible(item["sent_as"]))
                connection.send(b"\r\n")
            whole = True  # from here on the body may have arrived whole
            connection.send(end)
        except (BrokenPipeError, ConnectionError):
            # A server that refuses may answer and hang up before it has all.
            if not whole:
                refusal = early_answer(connection)
                if refusal is not None:
                    raise Refused(refusal)
            raise
        response = connection.getresponse()
        body = response.read(1024 * 1024)
    except (OSError, http.client.HTTPException) as failure:
        if whole:
            raise Unknown("all was sent and no answer came (%s)" % (failure or type(failure).__name__))
        raise NotSent("the connection broke before all was sent (%s)" % (failure or type(failure).__name__))
    finally:
        connection.close()
    answer = read_json(body)
    if 200 <= response.status < 300 and answer.get("success", True) is not False:
        batch_id = id_of(answer)
        if batch_id:
            return batch_id
        raise Unknown("the answer (status %d) names no batch" % response.status)
    if response.status >= 500 and not answer.get("code") or response.status == 408:
        raise Unknown("the answer was status %d, and not the API's own" % response.status)
    raise Refused(words(response.status, answer))


def early_answer(connection):
    try:
        response = connection.getresponse()
        return words(response.status, read_json(response.read(1024 * 1024))) if response.status >= 400 else None
    except (OSError, http.client.HTTPException):
        return None


def words(status, answer):
    return "status %d: %s" % (status, visible(str(answer.get("message") or "no reason given"))[:300])


def read_json(body):
    try:
        answer = json.loads(body)
        return answer if isinstance(answer, dict) else {}
    except ValueError:
        return {}


def id_of(answer):
    data = answer.get("data")
    data = data if isinstance(data, dict) else {}
    inner = data.get("batch") if isinstance(data.get("batch"), dict) else {}
    for value in (data.get("batch_id"), data.get("id"), inner.get("batch_id"), inner.get("id")):
        if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}", value):
            return value
    return None


def tell(what, names):
    if names:
        print("%s: %d" % (what, len(names)))
        for name in names[:20]:
            print("  " + visible(name))
        if len(names) > 20:
            print("  and %d more" % (len(names) - 20))


def main():
    if sys.version_info < (3, 9):
        sys.exit("send.py needs Python 3.9 or later.")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    arguments = argparse.ArgumentParser(description="Sends corrected files as new batches; see README.txt.")
    arguments.add_argument("folder", help="folder with the corrected files")
    arguments.add_argument("--yes", action="store_true", help="do not ask before sending")
    arguments.add_argument("--dry-run", action="store_true", help="only show what would be sent")
    arguments.add_argument("--force-overwrite", action="store_true", help="replace files that are there already")
    arguments.add_argument("--retry-unknown", action="store_true", help="send files again whose outcome is unknown")
    options = arguments.parse_args()
    if not os.path.isdir(options.folder):
        sys.exit("There is no folder %s." % visible(options.folder))
    with open(os.path.join(HERE, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    base = urllib.parse.urlsplit(os.environ.get("WICKSON_BASE_URL") or manifest["base_url"])
    if base.scheme not in ("http", "https") or not base.hostname:
        sys.exit("WICKSON_BASE_URL has to be an http or https address.")

    numbers, keys = {}, {}
    for row in manifest["files"]:
        if row.get("file_name"):
            numbers.setdefault(row["file_name"], row["no"])
            keys.setdefault(row["file_name"], row["job"])
    header = COLUMNS + ["kit-" + manifest["kit"]]
    last = read_log(header)
    accepted = {name for name, no in numbers.items() if last.get(no, ("",))[0] == "accepted"}
    unknown = {name for name, no in numbers.items() if last.get(no, ("",))[0] in ("sending", "unknown")}
    skipped = accepted if options.retry_unknown else accepted | unknown
    matched, missing, ambiguous = match([name for name in numbers], options.folder)
    items, empty, large = [], [], []
    for name, path in matched.items():
        if name in skipped:
            continue
        size = os.path.getsize(path)
        sent_as = name[: len(name) - len(base_of(name))] + os.fsencode(os.path.basename(path)).decode("utf-8", "replace")
        if size == 0:
            empty.append(name)
        elif size > manifest["max_bytes"]:
            large.append(name)
        else:
            items.append({"no": numbers[name], "path": path, "size": size, "sent_as": sent_as, "for_batch": manifest["batch_id"], "for_job": keys[name]})
    items.sort(key=lambda item: item["no"])
    batches = pack(items, manifest["max_files"], manifest["max_bytes"])

    tell("No corrected file found for", [name for name in missing if name not in skipped])
    tell("More than one file could be meant, so none is sent, for", [name for name in ambiguous if name not in skipped])
    tell("Empty, so not sent", empty)
    tell("Larger than a batch may be, so not sent", large)
    tell("Accepted before, so not sent again", sorted(accepted))
    if not options.retry_unknown:
        tell("Outcome unknown, so not sent again (look first, then --retry-unknown)", sorted(unknown))
    total = sum(item["size"] for item in items)
    print("To send: %s, %s, in %s, to %s" % (counted(len(items), "file"), counted(total, "byte"), counted(len(batches), "batch", "batches"), base.geturl()))
    if options.dry_run or not items:
        return 0
    key = os.environ.get("WICKSON_API_KEY", "")
    if not key or not key.isascii() or not key.isprintable():
        sys.exit("Set WICKSON_API_KEY to the API key first.")
    if not options.yes:
        if not sys.stdin.isatty():
            sys.exit("This costs money: run it in a terminal to be asked, or say --yes.")
        if input("This costs money. Send now? Type yes: ").strip().lower() != "yes":
            sys.exit("Nothing was sent.")

    for number, batch in enumerate(batches, 1):
        print("Batch %d of %d: %s ..." % (number, len(batches), counted(len(batch), "file")), flush=True)
        write_log(header, batch, "sending")
        try:
            batch_id = send(batch, base, key, manifest["collection"], options.force_overwrite)
        except Refused as refusal:
            write_log(header, batch, "refused")
            sys.exit("Wickson refused it: %s. Nothing of it was taken; what was accepted before is in sent.csv." % refusal)
        except (NotSent, OSError) as failure:
            write_log(header, batch, "not sent")
            sys.exit("It was not sent: %s. Run this again; what was accepted before is not sent twice." % failure)
        except Unknown as doubt:
            write_log(header, batch, "unknown")
            sys.exit("Nobody knows what became of it: %s. Look for its files in the dashboard before you send them again with --retry-unknown." % doubt)
        write_log(header, batch, "accepted", batch_id)
        print("  accepted as %s" % batch_id, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
