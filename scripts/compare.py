#!/usr/bin/env python3
"""Compares what two copydesk binaries make of the same folder, document by document.

  compare.py OLD NEW FOLDER [--ignore PATH]… [--allow-refused CODE,…] [--examples NUMBER] [-- ARGUMENTS OF run]

Runs `OLD run FOLDER` and `NEW run FOLDER`, each into a temporary outbox of its own, without a configuration file and
without settings from the environment. Documents are paired by their input's path and record, and are compared whole
but for the ignored keys; of what failed the reason codes are compared. Prints how often each field differs, some
examples, and what only one side has. The exit code is 0 where nothing differs, 1 where something does, 2 where a
binary could not run. Python 3, standard library only.
"""
import argparse, collections, difflib, itertools, json, os, subprocess, sys, tempfile

# Keys that may differ between two versions though they say the same of the article.
IGNORED = ["id", "provenance.input", "provenance.tool", "provenance.config", "provenance.rules"]

Run = collections.namedtuple("Run", "documents failures")  # {path: {record: document}}, {path: {record or None: code}}


class Number(collections.UserString):
    """A JSON number as it is written: `1.0` and `1` are two."""

    def __eq__(self, other):
        return isinstance(other, Number) and self.data == other.data

    __hash__ = collections.UserString.__hash__


def read(text):
    return json.loads(text, parse_int=Number, parse_float=Number)


def run(binary, folder, arguments):
    """Runs a binary over the folder and reads all that it wrote."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COPYDESK_")}
    documents, failures = collections.defaultdict(dict), collections.defaultdict(dict)
    with tempfile.TemporaryDirectory(prefix="copydesk-compare-") as work:
        command = [os.path.abspath(binary), "run", os.path.abspath(folder), os.path.join(work, "out"), "--quiet", *arguments]
        done = subprocess.run(command, cwd=work, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if done.returncode not in (0, 1):
            sys.stderr.write(done.stderr.decode("utf-8", "replace"))
            print(f"{binary}: exit code {done.returncode}", file=sys.stderr)
            sys.exit(2)
        for root, _, names in os.walk(work):
            for name in names:
                path = os.path.join(root, name)
                if name.endswith(".reason.json"):
                    with open(path, encoding="utf-8") as file:
                        reason = read(file.read())
                    for failed in reason.get("records") or [reason]:
                        failures[reason["path"]][number(failed.get("record"))] = failed["code"]
                elif name.endswith((".json", ".jsonl")) and not name.endswith(".failed.jsonl"):
                    with open(path, encoding="utf-8") as file:
                        for line in file:
                            document = read(line)
                            source = document["provenance"]["input"]
                            documents[source["path"]][number(source.get("record"))] = document
    return Run(documents, failures)


def number(record):
    return None if record is None else int(record)


def records(side, path):
    """Returns all records of an input, its documents and its failures, in their order."""
    known = set(side.documents.get(path, {})) | set(side.failures.get(path, {}))
    return sorted(known, key=lambda record: -1 if record is None else record)


def pairs(old, new, path):
    """Pairs the records of an input: by number where both sides number alike, else in order, equal texts together."""
    ours, theirs = records(old, path), records(new, path)
    if ours == theirs:
        return list(zip(ours, theirs))

    def facts(side, record):
        document = side.documents.get(path, {}).get(record)
        return document["text"] if document else side.failures[path][record]

    matcher = difflib.SequenceMatcher(None, [facts(old, r) for r in ours], [facts(new, r) for r in theirs], autojunk=False)
    return [pair for _, a, b, c, d in matcher.get_opcodes() for pair in itertools.zip_longest(ours[a:b], theirs[c:d], fillvalue="absent")]


def without(document, ignored):
    """Returns the document without the ignored keys."""
    if not ignored or not isinstance(document, dict):
        return document
    kept = {}
    for key, value in document.items():
        if key in ignored:
            continue
        below = {path[len(key) + 1:] for path in ignored if path.startswith(key + ".")}
        kept[key] = without(value, below)
    return kept


def without_allowed_reasons(new, old, allowed):
    """Takes from the new document the reasons that it may have more than the old one, and says which those were."""
    quality, before = new.get("quality", {}), old.get("quality", {})
    more = [reason for reason in quality.get("reasons", []) if reason in allowed and reason not in before.get("reasons", [])]
    if not more or quality.get("status") != "suspect":
        return new, []
    quality = dict(quality, reasons=[reason for reason in quality["reasons"] if reason not in more])
    if quality["reasons"] == before.get("reasons", []):
        quality["status"] = before.get("status")
    if not quality["reasons"] and "reasons" not in before:
        del quality["reasons"]
    return dict(new, quality=quality), more


def differences(old, new, path=""):
    """Yields (path, old value, new value) for each place where two values differ."""
    if type(old) is not type(new):
        yield path, old, new
    elif isinstance(old, dict):
        for key in list(old) + [key for key in new if key not in old]:
            place = f"{path}.{key}" if path else key
            if key in old and key in new:
                yield from differences(old[key], new[key], place)
            else:
                yield place, old.get(key, Absent), new.get(key, Absent)
        if list(old) != list(new) and set(old) == set(new):
            yield f"{path or 'document'} (order of keys)", list(old), list(new)
    elif isinstance(old, list) and len(old) == len(new):
        for before, after in zip(old, new):
            yield from differences(before, after, path + "[]")
    elif old != new:
        yield path, old, new


class Absent:
    """Stands where a document lacks a key."""


def alike(old, new):
    """Returns how many items at the start of two sequences are equal."""
    return next((at for at, (before, after) in enumerate(zip(old, new)) if before != after), min(len(old), len(new)))


def dumped(value):
    """Returns a value as JSON, a number as it is written."""
    if value is Absent or isinstance(value, Number):
        return "absent" if value is Absent else value.data
    return json.dumps(value, ensure_ascii=False, default=lambda number: json.loads(number.data))


def shown(old, new, width=60):
    """Returns two values as two short lines that begin a little before the first difference."""
    if isinstance(old, list) and isinstance(new, list):
        same = alike(old, new)
        return [f"{len(side)} items, from {same}: {dumped(side[same:same + 1])}"[:4 * width] for side in (old, new)]
    if type(old) is type(new) is str and max(len(old), len(new)) > 2 * width:
        start = max(0, alike(old, new) - width)
        lead = f"from {start}: …" if start else ""
        return [lead + dumped(side[start:start + 2 * width]) for side in (old, new)]
    return [dumped(side)[:4 * width] for side in (old, new)]


def compare(old, new, ignored, allowed, limit):
    """Compares two runs, prints what differs, and returns how many faults there are."""
    fields, examples, faults = collections.Counter(), collections.defaultdict(list), []
    refused, same = collections.Counter(), 0
    for path in sorted(set(old.documents) | set(old.failures) | set(new.documents) | set(new.failures)):
        whole = new.failures.get(path, {}).get(None)
        for before, after in pairs(old, new, path):
            place = path if before in (None, "absent") and after in (None, "absent") else f"{path}, record {after if before == 'absent' else before}"
            ours, theirs = old.documents.get(path, {}).get(before), new.documents.get(path, {}).get(after)
            old_code, new_code = old.failures.get(path, {}).get(before), new.failures.get(path, {}).get(after)
            if ours and theirs:
                theirs, marks = without_allowed_reasons(theirs, ours, allowed)
                refused.update(f"{reason} (suspect)" for reason in marks)
                found = list(differences(without(ours, ignored), without(theirs, ignored)))
                fields.update({field for field, _, _ in found})
                for field, *values in found:
                    if len(examples[field]) < limit and all(known != place for known, _ in examples[field]):
                        examples[field].append((place, shown(*values)))
                same += not found
            elif new_code in allowed and new_code != old_code:
                refused[f"{new_code} (refused)"] += 1
            elif whole in allowed and before is not None and after == "absent":
                pass  # Counted with the file, which is refused as a whole.
            elif ours or theirs or old_code != new_code:
                said = lambda document, code: "a document" if document else code or "nothing"
                faults.append(f"{place}: {said(ours, old_code)} → {said(theirs, new_code)}")
            else:
                same += 1
    for field, count in sorted(fields.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:7} documents differ in {field}")
        for place, (before, after) in examples[field]:
            print(f"          {place}\n          - {before}\n          + {after}")
    if faults:
        kinds = collections.Counter(fault.rsplit(": ", 1)[1] for fault in faults)
        for kind, count in kinds.most_common():
            print(f"{count:7} times {kind}")
            for fault in [fault for fault in faults if fault.endswith(": " + kind)][:limit]:
                print(f"          {fault}")
    for reason, count in sorted(refused.items()):
        print(f"{count:7} allowed: {reason}")
    print(f"{same:7} the same")
    return sum(fields.values()) + len(faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", help="the binary that is the measure")
    parser.add_argument("new", help="the binary that is measured")
    parser.add_argument("folder", help="the inputs; nothing is written there")
    parser.add_argument("--ignore", action="append", default=[], metavar="PATH", help=f"leave out this key too, such as `quality.words`; always left out: {', '.join(IGNORED)}")
    parser.add_argument("--strict", action="store_true", help="leave out only what --ignore names")
    parser.add_argument("--allow-refused", default="", metavar="CODE,…", help="an input that NEW refuses with such a code, or marks `suspect` with such a reason, is counted and no fault")
    parser.add_argument("--examples", type=int, default=3, metavar="NUMBER", help="how many examples of each difference are shown [default: 3]")
    own, arguments = sys.argv[1:], []
    if "--" in own:
        own, arguments = own[:own.index("--")], own[own.index("--") + 1:]
    args = parser.parse_args(own)
    ignored = set(args.ignore) | (set() if args.strict else set(IGNORED))
    allowed = {code.strip() for code in args.allow_refused.split(",") if code.strip()}
    old, new = run(args.old, args.folder, arguments), run(args.new, args.folder, arguments)
    for name, side in ((args.old, old), (args.new, new)):
        print(f"{sum(map(len, side.documents.values())):7} documents, {sum(map(len, side.failures.values()))} failures: {name}")
    return 1 if compare(old, new, ignored, allowed, args.examples) else 0


if __name__ == "__main__":
    sys.exit(main())
