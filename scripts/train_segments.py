#!/usr/bin/env python3
"""Trains the model that judges a page's segments (src/extract/html/body), and writes it for the program.

    cargo run --release --manifest-path benches/Cargo.toml --bin segments -- PAGES > segments.jsonl
    python3 scripts/train_segments.py OUT.model segments.jsonl=gold.json [more.jsonl=gold.json ...] [--check]

The first line of a segments file has the names of the features and their digest, which goes into the model file.

A gold file maps a page's name (without ending) to {"text": the article's text, "url": ...}, or, where nobody wrote the
whole text down, to {"with": [snippets of it], "without": [snippets of what is not], "url": ...}. Such files come with the
public benchmarks of article extraction; none is part of this project. What is learned are thresholds on shapes and
places, never words of a page or names of a site.

Two rounds of boosted trees: the first judges each segment by itself, the second again with what the first says of
its neighbours, of the boxes that hold it and of boxes that are made alike. `--check` prints the figures of a five-fold cross-validation in which
all pages of a site fall on one side. Needs numpy and lightgbm; the seed is fixed.
"""
import json, os, re, struct, sys
from collections import Counter, defaultdict
from urllib.parse import urlsplit

import lightgbm
import numpy

WORD = re.compile(r"\w+")
# A page known by snippets: what a known segment weighs beside one of a page whose text is known, for each snippet was
# chosen because it tells extractors apart; the words that an article has when its length is not known; what a segment
# counts for at least, in words, for the short ones are the hard ones; and from how many code points on a wanted
# snippet means every segment that holds it (a shorter one may stand in a menu too). By cross-validation.
SNIPPET_WEIGHT, USUAL_WORDS, LEAST_WORDS, TELLING = 1.5, 400, 20, 40
FIRST = dict(objective="cross_entropy", num_leaves=31, learning_rate=0.06, min_data_in_leaf=20, feature_fraction=0.5,
             bagging_fraction=0.7, bagging_freq=1, lambda_l2=1.0, max_depth=8, verbose=-1, seed=7, num_threads=1,
             deterministic=True, force_row_wise=True)
ROUNDS = (300, 300)


def shingles(words, n=4):
    if not words:
        return Counter()
    return Counter(zip(*(words[i:] for i in range(n)))) if len(words) >= n else Counter([tuple(words)])


def label(segments, gold):
    """The share of each segment that stands in the gold text. A segment of fewer than four words counts only right
    after or before one that does, for single words stand in any text."""
    where = defaultdict(list)
    for at in range(len(gold) - 3):
        where[tuple(gold[at:at + 4])].append(at)
    labels, spans = [0.0] * len(segments), [None] * len(segments)
    for index, words in enumerate(segments):
        if len(words) >= 4:
            grams = [tuple(words[i:i + 4]) for i in range(len(words) - 3)]
            hits = [where[gram][0] for gram in grams if gram in where]
            labels[index] = len(hits) / len(grams)
            if labels[index] > 0.5:
                spans[index] = (min(hits), max(hits) + 4)
    for order, side in ((range(len(segments)), 1), (range(len(segments) - 1, -1, -1), 0)):
        cursor = None
        for index in order:
            words = segments[index]
            if spans[index]:
                cursor = spans[index][side]
            elif cursor is not None and 0 < len(words) < 4:
                start = cursor if side else cursor - len(words)
                if start >= 0 and gold[start:start + len(words)] == words:
                    labels[index], spans[index] = 1.0, (start, start + len(words))
                    cursor = spans[index][side]
    return labels


def plain(text):
    return " ".join(text.split())


def label_by_snippets(texts, gold):
    """1 for segments that hold a wanted snippet, 0 for those that hold an unwanted one, None where nothing is known."""
    labels = [None] * len(texts)
    for snippet in map(plain, gold["without"]):
        for index, text in enumerate(texts):
            if snippet in text:
                labels[index] = 0.0
    for snippet in map(plain, gold["with"]):
        hits = [index for index, text in enumerate(texts) if snippet in text]
        if len(hits) == 1 or len(snippet) >= TELLING:
            for index in hits:
                labels[index] = 1.0
    return labels


class Page:
    def __init__(self, name, segments, gold, corpus):
        self.name, self.corpus = name, corpus
        self.site = ".".join(urlsplit(gold.get("url") or name).netloc.split(".")[-2:]) or name
        self.texts = [plain(text) for text, _, _ in segments]
        self.words = [WORD.findall(text) for text in self.texts]
        self.features = numpy.array([features for _, features, _ in segments], dtype=numpy.float32)
        self.companies = numpy.array([company for _, _, company in segments], dtype=numpy.int64)
        sizes = numpy.array([len(words) for words in self.words], dtype=numpy.float32) + 2.0
        self.snippets = None if "text" in gold else [[plain(text) for text in gold[side]] for side in ("with", "without")]
        if self.snippets:
            self.gold, labels = [], label_by_snippets(self.texts, gold)
            # What is unknown weighs nothing, and still is what stands around the known.
            self.weights = numpy.array([label is not None for label in labels]) * SNIPPET_WEIGHT \
                * numpy.maximum(sizes, LEAST_WORDS) / USUAL_WORDS
            self.labels = numpy.array([label or 0.0 for label in labels], dtype=numpy.float32)
        else:
            self.gold = WORD.findall(gold["text"])
            self.labels = numpy.array(label(self.words, self.gold), dtype=numpy.float32)
            self.weights = sizes / max(len(self.gold), 80)


def context(first, page):
    """What the first round says around each segment; must equal `context` in model.rs, in the order of the list of
    features (the names there that begin with `judged.` and `sure.`)."""
    n = len(first)
    columns = []
    for step in (-3, -2, -1, 1, 2, 3):
        shifted = numpy.full(n, -1.0, dtype=numpy.float32)
        if step < 0:
            shifted[-step:] = first[:step]
        else:
            shifted[:n - step] = first[step:]
        columns.append(shifted)
    before = numpy.concatenate([[0.0], numpy.cumsum(first)]).astype(numpy.float32)
    total = max(before[-1], 1e-6)
    columns += [first, before[:-1] / total, numpy.full(n, numpy.log2(1 + total), dtype=numpy.float32)]
    wide = [first[max(0, i - 8):i + 9].mean() for i in range(n)]
    columns.append(numpy.array(wide, dtype=numpy.float32))
    counts = page.features[:, 1]
    weights = numpy.minimum(counts, 60) + 1
    columns += [others(first, weights, group) for group in page.companies.T]
    columns += among(numpy.flatnonzero((first > 0.7) & (counts >= 15)), page.companies)
    return numpy.stack(columns, axis=1).astype(numpy.float32)


def others(first, weights, group):
    """The mean judgement on the others of each segment's group; -1 where it is alone."""
    _, place = numpy.unique(group, return_inverse=True)
    sums = numpy.bincount(place, weights=first * weights)[place] - first * weights
    rest = numpy.bincount(place, weights=weights)[place] - weights
    return numpy.where(rest < 0.5, -1.0, sums / numpy.maximum(rest, 0.5)).astype(numpy.float32)


def among(sure, companies):
    """Where each segment stands among those that the first round is sure of."""
    n = len(companies)
    if not len(sure):
        return [numpy.full(n, -1.0, dtype=numpy.float32)] * 10
    own = numpy.arange(n)
    before, after = numpy.searchsorted(sure, own, side="left") - 1, numpy.searchsorted(sure, own, side="right")
    has_before, has_after = before >= 0, after < len(sure)
    before, after = sure[numpy.maximum(before, 0)], sure[numpy.minimum(after, len(sure) - 1)]
    columns = [own - sure[0], own - sure[-1],
               numpy.where(has_before, numpy.minimum(own - before, 99), 99),
               numpy.where(has_after, numpy.minimum(after - own, 99), 99)]
    for group in (0, 1, 3):
        columns += [(companies[before, group] == companies[:, group]) & has_before,
                    (companies[after, group] == companies[:, group]) & has_after]
    return [column.astype(numpy.float32) for column in columns]


def fit(pages):
    def train(pages, rows, rounds):
        weights = numpy.concatenate([page.weights for page in pages])
        known = weights > 0
        labels = numpy.concatenate([page.labels for page in pages])[known]
        return lightgbm.train(FIRST, lightgbm.Dataset(numpy.concatenate(rows)[known], labels, weight=weights[known]), rounds)

    # The second round must see what the first says of pages that it was not trained on.
    out_of_fold = {}
    for half in (0, 1):
        train_on = [page for page in pages if hash_of(page.site) % 2 != half]
        model = train(train_on, [page.features for page in train_on], ROUNDS[0])
        for page in pages:
            if hash_of(page.site) % 2 == half:
                out_of_fold[page.name, page.corpus] = model.predict(page.features).astype(numpy.float32)
    first = train(pages, [page.features for page in pages], ROUNDS[0])
    rows = [numpy.hstack([page.features, context(out_of_fold[page.name, page.corpus], page)]) for page in pages]
    return first, train(pages, rows, ROUNDS[1])


def hash_of(text):
    value = 0
    for byte in text.encode():
        value = (value * 31 + byte) & 0xFFFFFFFF
    return value


def predict(models, page):
    first = models[0].predict(page.features).astype(numpy.float32)
    return models[1].predict(numpy.hstack([page.features, context(first, page)]))


def figures(pages, scores, threshold):
    """By set: F1, precision and recall of four-word shingles, share of exact pages, F1 of words; of a set that is known
    by snippets F1, precision and recall of those."""
    by, snippets = defaultdict(list), defaultdict(list)
    for page, score in zip(pages, scores):
        seen, words, kept = set(), [], []
        for own, text, value in zip(page.words, page.texts, score):
            key = tuple(own)
            if value >= threshold and not (len(own) >= 8 and key in seen):
                seen.add(key)
                words += own
                kept.append(text)
        if page.snippets:
            kept = " ".join(kept)
            snippets[page.corpus] += [(snippet in kept, wanted) for wanted, side in zip((True, False), page.snippets)
                                      for snippet in side]
            continue
        got, want = shingles(words), shingles(page.gold)
        hit = sum((got & want).values())
        bag_got, bag_want = Counter(w.lower() for w in words), Counter(w.lower() for w in page.gold)
        common = sum((bag_got & bag_want).values())
        p, r = common / max(1, sum(bag_got.values())), common / max(1, sum(bag_want.values()))
        by[page.corpus].append((hit / max(1, sum(got.values())), hit / max(1, sum(want.values())), words == page.gold,
                                2 * p * r / (p + r) if p + r else 0.0))
    out = {}
    for corpus, rows in by.items():
        p, r, exact, bag = (sum(column) / len(rows) for column in zip(*rows))
        out[corpus] = (round(2 * p * r / (p + r), 4), round(p, 4), round(r, 4), round(exact, 3), round(bag, 4))
    for corpus, pairs in snippets.items():
        found = sum(there and wanted for there, wanted in pairs)
        p, r = found / max(1, sum(there for there, _ in pairs)), found / max(1, sum(wanted for _, wanted in pairs))
        out[corpus] = (round(2 * p * r / max(p + r, 1e-9), 4), round(p, 4), round(r, 4))
    return out


def write(models, names_hash, path):
    """Little-endian: the digest (u64) of the list of features, by which the program knows its own; then per model the number of trees; per tree the number of nodes; per node feature (u16, 0xFFFF for a
    leaf), threshold or leaf value (f32), left and right (u16). Values are log-odds."""
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", names_hash))
        for model in models:
            trees = model.dump_model()["tree_info"]
            out.write(struct.pack("<H", len(trees)))
            for tree in trees:
                nodes = []

                def add(node):
                    at = len(nodes)
                    nodes.append(None)
                    if "leaf_value" in node:
                        nodes[at] = (0xFFFF, node["leaf_value"], 0, 0)
                    else:
                        assert node["decision_type"] == "<="
                        left = add(node["left_child"])
                        right = add(node["right_child"])
                        nodes[at] = (node["split_feature"], node["threshold"], left, right)
                    return at
                add(tree["tree_structure"])
                out.write(struct.pack("<H", len(nodes)))
                for node in nodes:
                    out.write(struct.pack("<HfHH", *node))


def main(arguments):
    check = "--check" in arguments
    target, *sources = [argument for argument in arguments if not argument.startswith("--")]
    pages, lists = [], {}
    for source in sources:
        segments, gold = source.split("=")
        with open(gold, encoding="utf-8") as file:
            gold = json.load(file)
        corpus = os.path.basename(segments).split(".")[0]
        with open(segments, encoding="utf-8") as file:
            head = json.loads(next(file))
            lists[head["hash"]] = head["features"]
            for line in file:
                page = json.loads(line)
                name = os.path.basename(page["name"]).rsplit(".", 1)[0]
                if name in gold and page["segments"]:
                    pages.append(Page(name, page["segments"], gold[name], corpus))
    if len(lists) != 1:
        sys.exit("the segments were written by programs with different lists of features")
    (names_hash, names), = lists.items()
    columns = pages[0].features.shape[1] + context(numpy.zeros(len(pages[0].texts), numpy.float32), pages[0]).shape[1]
    if columns != len(names):
        sys.exit(f"the program lists {len(names)} features, this script makes {columns}: adapt `context`")
    print(len(pages), "pages", file=sys.stderr)
    if check:
        scores = [None] * len(pages)
        for fold in range(5):
            models = fit([page for page in pages if hash_of(page.site) % 5 != fold])
            for index, page in enumerate(pages):
                if hash_of(page.site) % 5 == fold:
                    scores[index] = predict(models, page)
        best = [page.labels for page in pages]
        print("labels themselves", figures(pages, best, 0.5))
        for threshold in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6):
            print(threshold, figures(pages, scores, threshold))
        worst(pages, scores)
    write(fit(pages), names_hash, target)


def worst(pages, scores):
    if not os.environ.get("WORST"):
        return
    rows = []
    for page, score in zip(pages, scores):
        for own, value, truth, text in zip(page.words, score, page.labels, page.words):
            if not page.snippets and (value >= 0.5) != (truth >= 0.5):
                rows.append((len(own) / max(80, len(page.gold)), page.corpus, page.name, round(float(value), 2), round(float(truth), 2), " ".join(text)[:160]))
    for row in sorted(rows, reverse=True)[:int(os.environ["WORST"])]:
        print(*row, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
