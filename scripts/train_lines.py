#!/usr/bin/env python3
"""Trains the score for headlines below an article's last paragraph and writes src/rules/artifact/stray_line/weights.rs.

    cargo build --release --manifest-path benches/Cargo.toml --bin lines --bin segments
    segments PAGES > segments.jsonl
    python3 scripts/train_lines.py LINES segments.jsonl=gold.json [more.jsonl=gold.json ...] [--check]

LINES is the built binary `lines`, which measures what the program measures; segments and gold files are those of
`train_segments.py`. The weights in the project come from the pages of scrapinghub's, fundus's and WCEB's benchmarks of article
extraction (724 pages), the lines of which stand in the article or do not.

From each page texts are made as careless scrapers make them: the article, whole or cut off after several short lines in a row, with
nothing below it, with the lines that follow it on the page, or with lines from elsewhere on the page. `--check` prints
what a cross-validation loses and finds in which all pages of a site fall on one side. Needs numpy and, for the module it
shares the labels with, lightgbm; the seed is fixed.
"""
import json, pathlib, random, re, subprocess, sys, zlib
from urllib.parse import urlsplit

import numpy

import weights_file
from train_segments import WORD, label

ROOT = pathlib.Path(__file__).resolve().parent.parent / "src/rules/artifact/stray_line"
ABOUT = "The weights of the score for lines below the last paragraph. `scripts/train_lines.py` writes this file."
FOLDS = 5
RIDGE = 3.0
# What an article's own line counts beside a foreign one: to lose one is worse.
OWN_WEIGHT = 4.0
CUTS = 4
# Lines with fewer words are entries of lists, verses, answers, rows.
SHORT = 12
FOLLOWING = (1, 2, 3, 4, 6, 9, 14)
THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.82, 0.85, 0.9)


def main(arguments):
    binary, *sources = [argument for argument in arguments if argument != "--check"]
    texts = []
    for source in sources:
        segments, gold = source.split("=")
        golds = json.load(open(gold, encoding="utf-8"))
        for line in open(segments, encoding="utf-8"):
            page = json.loads(line)
            name = pathlib.Path(page["name"]).stem
            if name in golds:
                texts += texts_of(name, [text for text, *_ in page["segments"]], golds[name])
    figures = measured(binary, texts)
    if "--check" in arguments:
        check(texts, figures)
    write(fit(texts, figures))


class Text:
    def __init__(self, site, lines, foreign):
        self.site = site
        kept = [(" ".join(line.split()), strange) for line, strange in zip(lines, foreign) if line.strip()]
        self.lines = [line for line, _ in kept]
        self.foreign = [strange for _, strange in kept]


def texts_of(name, segments, gold):
    """Returns texts as scrapers make them of one page."""
    dice = random.Random(zlib.crc32(name.encode()))
    site = ".".join(urlsplit(gold.get("url") or name).netloc.split(".")[-2:]) or re.split(r"[_-]?\d", name)[0]
    own = [line for line in gold["text"].split("\n") if line.strip()]
    labels = label([WORD.findall(text) for text in segments], WORD.findall(gold["text"]))
    where = [at for at, share in enumerate(labels) if share > 0.5]
    if not own or not where:
        return []
    foreign = [None if share > 0.1 else text for text, share in zip(segments, labels)]
    below = [text for text in foreign[where[-1] + 1:] if text]
    elsewhere = [text for text in foreign if text]
    is_short = [len(line.split()) < SHORT for line in own]
    # A single short line is a section's heading, and no article ends with one.
    short = [at for at in range(3, len(own) - 1) if is_short[at - 1] and is_short[at] and not is_short[at + 1]]
    texts = []
    for end in [len(own), *(at + 1 for at in dice.sample(short, min(CUTS, len(short))))]:
        body = own[:end]
        texts.append((body, []))
        texts += [(body, below[:count]) for count in dice.sample(FOLLOWING, 2) if below]
        if elsewhere:
            start = dice.randrange(len(elsewhere))
            texts.append((body, elsewhere[start:start + dice.choice(FOLLOWING)]))
    return [Text(site, body + strange, [False] * len(body) + [True] * len(strange)) for body, strange in texts]


def measured(binary, texts):
    """Returns for each text the lines that the score judges: (number, what the program measures of it)."""
    given = "".join(json.dumps(text.lines) + "\n" for text in texts)
    out = subprocess.run([binary], input=given.encode(), stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def fit(texts, figures):
    """Logistic regression with a ridge, by Newton's method."""
    rows = [(row, text.foreign[at]) for text, lines in zip(texts, figures) for at, row in lines]
    inputs = numpy.array([row for row, _ in rows])
    truth = numpy.array([float(foreign) for _, foreign in rows])
    counts = numpy.where(truth > 0, 1.0, OWN_WEIGHT)
    weights = numpy.zeros(inputs.shape[1])
    ridge = RIDGE * numpy.eye(len(weights))
    for _ in range(30):
        likely = 1 / (1 + numpy.exp(-inputs @ weights))
        slope = inputs.T @ (counts * (truth - likely)) - ridge @ weights
        curve = inputs.T @ (inputs * (counts * likely * (1 - likely))[:, None]) + ridge
        weights += numpy.linalg.solve(curve, slope)
    return weights


def check(texts, figures):
    """Prints what is lost and found at some thresholds, each line by itself; the rule takes fewer, from the last up."""
    rows = {threshold: [0, 0, 0] for threshold in THRESHOLDS}
    characters = foreign_lines = 0
    for fold in range(FOLDS):
        is_out = [zlib.crc32(text.site.encode()) % FOLDS == fold for text in texts]
        kept = [index for index, out in enumerate(is_out) if not out]
        weights = fit([texts[index] for index in kept], [figures[index] for index in kept])
        for text, lines, out in zip(texts, figures, is_out):
            if not out:
                continue
            characters += sum(len(line) for line, foreign in zip(text.lines, text.foreign) if not foreign)
            foreign_lines += sum(text.foreign[at] for at, _ in lines)
            for at, values in lines:
                likelihood = 1 / (1 + numpy.exp(-numpy.dot(values, weights)))
                for threshold, row in rows.items():
                    if likelihood >= threshold:
                        row[0] += 0 if text.foreign[at] else len(text.lines[at])
                        row[1] += text.foreign[at]
                        row[2] += 1
    print(f"{len(texts)} texts, {foreign_lines} foreign lines that look like headlines")
    for threshold, (lost, found, gone) in rows.items():
        print(f"  {threshold:.2f}  lost {lost * 1e5 / characters:6.1f} per 100,000  found {found / foreign_lines:.3f}"
              f"  right {found / max(1, gone):.4f} of {gone}")


def write(weights):
    code = (ROOT / "features.rs").read_text(encoding="utf-8")
    names = re.findall(r"\w+", re.search(r"figures! \{.*?Figures:(.*?)\}", code, re.S)[1])
    (ROOT / "weights.rs").write_text(weights_file.rust(ABOUT, names, {"WEIGHTS": weights}), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
