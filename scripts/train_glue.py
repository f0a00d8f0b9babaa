#!/usr/bin/env python3
"""Trains the score for two words that stand glued without a mark between them and writes src/rules/glue/weights.rs.

    pip install wordfreq==3.1.1 numpy
    python3 scripts/train_glue.py PROSE

PROSE is a folder of plain texts, named by their language (`en-news.txt`, `de-manuals.txt`, …), their documents parted by
form feeds, a paragraph a line. The weights in the project come from the articles of public benchmarks of extraction and
date finding that are not glue's (mostly German and English, as this program extracts them), from the paragraphs of Rust's
books, and from the manual pages that a Debian system has in nine other languages. No text of glue's bench is among them.

One in a hundred of the blanks between two words of a document is taken out, and one in ten of the ends of its paragraphs,
which is how headings and lists get glued. Some words give way to rare ones that the lexicon does not have: manuals have few
of the honest unknown words that news has. What is to be learned is to tell the seams that were made from those that the
program sees in honest words. `examples/glue_figures.rs` says which it sees and by which figures it weighs them, so that
the figures are made in one place. Documents that come glued already, as the marks in them tell, are left out.
"""
import collections, functools, json, pathlib, random, re, subprocess, sys

import numpy
import wordfreq

import make_lexicon
import weights_file

ROOT = pathlib.Path(__file__).resolve().parent.parent
ABOUT = "The weights of the score for two words that stand glued. `scripts/train_glue.py` writes this file."
GLUED_BLANKS = 0.01
GLUED_PARAGRAPHS = 0.1
# Numbers are too few to learn from at the words' rate.
GLUED_NUMBERS = 0.05
# How often a document is glued anew: seams beside capitals and numbers are few.
ROUNDS = 4
# How many of the words give way to rare ones.
RARE_SHARE = 0.02
# How many give way to a word that somebody made up: two words of the document as a name (`SafetyWing`) or as a compound
# (`powerbrokers`), or one and a number.
MADE_UP_SHARE = 0.001
# Those do not end with a word as common, on Zipf's scale.
MADE_UP_MOST_ZIPF = 5.3
# Of these documents, one in so many tells how well the weights do, before all of them are learned from.
TESTED = 5
RIDGE = 1.0
# What a mark's seam has to be likely to tell that a document came glued.
TOLD = 0.95


def main(folder):
    samples = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        language = path.stem.split("-")[0]
        texts = path.read_text(encoding="utf-8").split("\f")
        dice = random.Random(f"{path.stem} 1")
        honest = [text for text, seams in zip(texts, seen_in(texts)) if not any(seam.told >= TOLD for seam in seams)]
        glued = [(place, *glue(text, language, dice)) for _ in range(ROUNDS) for place, text in enumerate(honest)]
        for (place, text, made), seams in zip(glued, seen_in([text for _, text, _ in glued])):
            for seam in seams:
                if seam.weights:
                    samples[seam.weights].append((place % TESTED == 0, seam.figures, int(seam.at in made)))
        print(path.stem, len(texts), "documents,", len(honest), "honest", file=sys.stderr)
    names = [name for name, _ in next(iter(samples.values()))[0][1]]
    (ROOT / "src/rules/glue/weights.rs").write_text(
        weights_file.rust(ABOUT, names, {name: learned(name, rows) for name, rows in sorted(samples.items())}),
        encoding="utf-8",
    )


Seam = collections.namedtuple("Seam", "at told weights figures")


def seen_in(texts):
    """Returns the seams that the program sees in each of `texts`."""
    seams = [[] for _ in texts]
    program = subprocess.run(
        ["cargo", "run", "-q", "--release", "--example", "glue_figures"],
        input="".join(json.dumps(text) + "\n" for text in texts).encode(), stdout=subprocess.PIPE, check=True, cwd=ROOT,
    )
    for line in program.stdout.decode().splitlines():
        text, _, at, score, weights, figures = line.split("\t")
        pairs = [(name, float(figure)) for name, figure in (pair.split("=") for pair in figures.split())]
        seams[int(text)].append(Seam(int(at), 0.0 if weights else float(score), weights, pairs))
    return seams


def glue(text, language, dice):
    """Returns the text without some of its blanks, and where they were, in bytes."""
    out, made, size = [], set(), 0
    parts = re.findall(r"\S+|\s+", text)
    words = [part for part in parts if part.isalpha() and len(part) >= 3]
    rarer = [word for word in words if wordfreq.zipf_frequency(word, language) < MADE_UP_MOST_ZIPF] or words
    for before, part, after in zip([" ", *parts], parts, [*parts[1:], " "]):
        if part.isspace():
            number = before[-1].isdigit() or after[0].isdigit()
            share = GLUED_PARAGRAPHS if "\n" in part else GLUED_NUMBERS if number else GLUED_BLANKS
            if dice.random() < share:
                made.add(size)
                continue
        elif part.isalpha() and part.islower() and len(part) >= 4:
            part = substitute(part, words, rarer, rare_words(language), dice)
        out.append(part)
        size += len(part.encode())
    return "".join(out), made


def substitute(word, words, rarer, rare, dice):
    """Returns what is to stand in the place of `word`, most often itself."""
    chance = dice.random()
    if chance < MADE_UP_SHARE / 8:
        return dice.choice(rarer).capitalize() + str(dice.randrange(2, 400))
    if chance < MADE_UP_SHARE:
        # Half of them are written as two words elsewhere.
        at = dice.randrange(len(words))
        first, second = words[at:at + 2] if dice.random() < 0.5 and at + 1 < len(words) else (words[at], dice.choice(rarer))
        return first.capitalize() + second.capitalize() if chance < MADE_UP_SHARE / 2 else first.lower() + second.lower()
    if chance < MADE_UP_SHARE + RARE_SHARE:
        word = dice.choice(rare)
        return word.capitalize() if dice.random() < 0.3 else word
    return word


@functools.cache
def words_of(language):
    return {word for word, _ in make_lexicon.entries(language)}


@functools.cache
def rare_words(language):
    """Returns what the lists know and the lexicons do not."""
    known = words_of(language) | words_of("en")
    size = "large" if language in wordfreq.available_languages("large") else "small"
    return [
        word for word in wordfreq.get_frequency_dict(language, size)
        if len(word) >= 4 and word.isalpha() and word not in known
    ]


def learned(name, rows):
    """Returns the weights for all rows, having told how well those of some do on the others."""
    tested = numpy.array([row[0] for row in rows])
    figures = numpy.array([[figure for _, figure in row[1]] for row in rows])
    labels = numpy.array([row[2] for row in rows], dtype=float)
    likelihood = 1 / (1 + numpy.exp(-figures[tested] @ fit(figures[~tested], labels[~tested])))
    truth = labels[tested]
    print(f"{name}: {len(rows)} seams, {labels.sum():.0f} made", file=sys.stderr)
    for threshold in (0.5, 0.8, 0.9, 0.95, 0.98, 0.99):
        taken = likelihood >= threshold
        print(f"  {threshold}: precision {truth[taken].mean():.3f}, recall {truth[taken].sum() / truth.sum():.3f}", file=sys.stderr)
    return fit(figures, labels)


def fit(rows, labels):
    """Returns the weights of a logistic regression, by Newton's method."""
    weights = numpy.zeros(rows.shape[1])
    for _ in range(30):
        likelihood = 1 / (1 + numpy.exp(-rows @ weights))
        slope = rows.T @ (labels - likelihood) - RIDGE * weights
        curve = (rows * (likelihood * (1 - likelihood))[:, None]).T @ rows + RIDGE * numpy.eye(len(weights))
        weights += numpy.linalg.solve(curve, slope)
    return weights


if __name__ == "__main__":
    main(sys.argv[1])
