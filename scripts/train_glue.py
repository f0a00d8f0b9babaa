#!/usr/bin/env python3
"""Trains the score for two words run together and writes src/rules/glue/weights.rs.

    pip install wordfreq==3.1.1 numpy
    python3 scripts/train_glue.py PROSE

PROSE is a folder of plain texts, one file a language (`en.txt`, `de.txt`, …), its documents parted by form feeds. The
weights in the project come from the paragraphs of Rust's books (English, 480,000 words) and of the manual pages that a
Debian system has in nine other languages (670,000 words); no text of the bench is among them. In each document one
in a hundred of the blanks between two words is taken out; what is to be learned is to tell the words run together so
from the honest ones that the lexicon does not have: those of the same documents, and rare words of wordfreq's lists.
"""
import collections, math, pathlib, random, re, sys

import numpy
import wordfreq

import make_lexicon

FEATURES = [
    "bias", "left_zipf", "right_zipf", "least_zipf", "left_length", "right_length", "left_begins", "right_ends",
    "left_elsewhere", "right_elsewhere", "both_elsewhere", "capital", "function_word", "margin",
]
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
GLUED_SHARE = 0.01
# How many rare words of the list stand in for the names and rare words that news has and manuals have not.
RARE_WORDS = 20_000
RIDGE = 1.0


def main(folder):
    models = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        language = path.stem
        lexicon = {word: unpacked(value) for word, value in make_lexicon.entries(language)}
        english = lexicon if language == "en" else {word: 1 for word, _ in make_lexicon.entries("en")}
        dice = random.Random(f"{language} 1")
        model = models["ENGLISH" if language == "en" else "OTHERS"]
        for text in path.read_text(encoding="utf-8").split("\f"):
            model.extend(samples_of(text, lexicon, english, dice))
        model.extend(rare_words(language, lexicon, english, dice))
        print(language, len(model), sum(label for _, label in model), file=sys.stderr)
    target = pathlib.Path(__file__).resolve().parent.parent / "src/rules/glue/weights.rs"
    fitted = {name: fit(samples) for name, samples in models.items()}
    target.write_text(rust(fitted), encoding="utf-8")


def unpacked(number):
    return (number & 31) / 4, number >> 5 & 7, number >> 8 & 7


def samples_of(text, lexicon, english, dice):
    """Yields (features, is glued here) for every unknown word of a text after some of its blanks are gone."""
    words, seams = [], {}
    for paragraph in text.split("\n"):
        tokens = paragraph.split()
        at = 0
        while at < len(tokens):
            token = tokens[at]
            following = tokens[at + 1] if at + 1 < len(tokens) else ""
            bare = following.rstrip(".,;:!?")
            if WORD.fullmatch(token) and WORD.fullmatch(bare) and bare[0].islower() and dice.random() < GLUED_SHARE:
                seams[len(words)] = len(token)
                words.append(token + bare)
                at += 2
            else:
                words.extend(WORD.findall(token))
                at += 1
    counts = collections.Counter(words)
    for index, word in enumerate(words):
        if counts[word] == 1 and is_plain(word) and word.lower() not in lexicon and word.lower() not in english:
            if best := best_split(word, lexicon):
                yield features(word, best, lexicon, counts), int(seams.get(index) == best[0])


def rare_words(language, lexicon, english, dice):
    size = "large" if language in wordfreq.available_languages("large") else "small"
    words = [
        word for word in wordfreq.get_frequency_dict(language, size)
        if is_plain(word) and word not in lexicon and word not in english
    ]
    for word in dice.sample(words, min(RARE_WORDS, len(words))):
        word = word.capitalize() if dice.random() < 0.3 else word
        if best := best_split(word, lexicon):
            yield features(word, best, lexicon, collections.Counter()), 0


def is_plain(word):
    return len(word) >= 4 and WORD.fullmatch(word) and word[1:] == word[1:].lower()


def best_split(word, lexicon):
    """Returns the place whose halves are the commonest, and by how much they are commoner than the next best."""
    folded = word.lower().replace("’", "'")
    ranks = []
    for at in range(1, len(folded)):
        left, right = lexicon.get(folded[:at]), lexicon.get(folded[at:])
        if left and right:
            ranks.append((rank(left[0], at) + rank(right[0], len(folded) - at), at))
    ranks.sort(reverse=True)
    if not ranks:
        return None
    margin = ranks[0][0] - ranks[1][0] if len(ranks) > 1 else 3.0
    return ranks[0][1], min(3.0, margin)


def rank(zipf, length):
    # Chance alone makes a word of most pairs of letters: a short word has to be far commoner to count as much.
    return zipf - {1: 5.0, 2: 3.0, 3: 1.5}.get(length, 0.0)


def features(word, best, lexicon, counts):
    at, margin = best
    folded = word.lower().replace("’", "'")
    left, right = lexicon[folded[:at]], lexicon[folded[at:]]
    left_there = counts[word[:at]] + counts[folded[:at]] > 0
    right_there = counts[word[at:]] > 0
    return [
        1.0, left[0], right[0], min(left[0], right[0]), min(6, at), min(6, len(word) - at), left[1], right[2],
        float(left_there), float(right_there), float(left_there and right_there), float(word[0].isupper()),
        float(max(left[0], right[0]) >= 6), margin,
    ]


def fit(samples):
    """Returns the weights of a logistic regression, by Newton's method."""
    rows = numpy.array([row for row, _ in samples])
    labels = numpy.array([label for _, label in samples], dtype=float)
    weights = numpy.zeros(rows.shape[1])
    for _ in range(30):
        likelihood = 1 / (1 + numpy.exp(-rows @ weights))
        slope = rows.T @ (labels - likelihood) - RIDGE * weights
        curve = (rows * (likelihood * (1 - likelihood))[:, None]).T @ rows + RIDGE * numpy.eye(len(weights))
        weights += numpy.linalg.solve(curve, slope)
    likelihood = 1 / (1 + numpy.exp(-rows @ weights))
    for threshold in (0.5, 0.9, 0.95, 0.99, 0.995):
        taken = likelihood >= threshold
        print(threshold, "precision", labels[taken].mean(), "recall", labels[taken].sum() / labels.sum(), file=sys.stderr)
    return weights


def rust(fitted):
    lines = ["//! The weights of the score for two words run together. `scripts/train_glue.py` writes this file.", ""]
    lines += ["use super::letters::FEATURES;", ""]
    for name, weights in sorted(fitted.items()):
        lines.append(f"pub const {name}: [f32; FEATURES] = [")
        lines += [f"    {weight:.4f}, // {feature}" for feature, weight in zip(FEATURES, weights)]
        lines += ["];", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    main(sys.argv[1])
