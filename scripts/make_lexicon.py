#!/usr/bin/env python3
"""Makes data/lexicon/*.fst: how frequent the words of each language are, and how readily they compound.

    pip install wordfreq==3.1.1
    python3 scripts/make_lexicon.py            # all languages; names of languages as arguments: only these

The frequencies are wordfreq's (Robyn Speer), licensed CC BY-SA 4.0; data/lexicon/NOTICE.md states whose work they are,
and has to stay beside the maps. Each map is packed by `examples/pack_lexicon.rs`.

One number stands with each word: bits 0-4 its frequency, in quarters of Zipf's scale (log10 of occurrences per 10^9
words); bits 5-7 as how many words' beginning it stands before another word, bits 8-10 as how many words' end (both: log2
of the count, at most 7). `in` begins thousands of words, `the` ends next to none: a run of letters that splits into
`the` and a word is two words, one that splits into `in` and a word may well be one.
"""
import collections, math, pathlib, subprocess, sys

import wordfreq

# The least frequent word kept, on Zipf's scale: chosen so that all maps together take about 4 MB.
LEAST_ZIPF = {
    "en": 2.0, "de": 2.6, "fr": 2.7, "es": 2.7, "it": 2.8, "nl": 2.8, "pt": 2.7, "pl": 3.0, "ru": 3.2, "tr": 3.2, "fi": 3.2,
}
# The halves of a compound: shorter ones are letters, not words, in most languages.
LEAST_HALF = 2
# A "word" of the web that is two of the commonest words glued (`ofthe`) is what the lexicon is there to find.
GLUED_HALF_ZIPF = 6.2
GLUED_WHOLE_ZIPF = 2.8


def main(languages):
    folder = pathlib.Path(__file__).resolve().parent.parent / "data" / "lexicon"
    for language in languages:
        rows = "".join(f"{word}\t{value}\n" for word, value in entries(language))
        path = folder / f"{language}.fst"
        with open(path, "wb") as packed:
            subprocess.run(
                ["cargo", "run", "-q", "--release", "--example", "pack_lexicon"],
                input=rows.encode(), stdout=packed, check=True, cwd=folder,
            )
        print(f"{language}: {rows.count(chr(10))} words, {path.stat().st_size} bytes", file=sys.stderr)


def entries(language):
    """Yields the words of `language` with their numbers, in the order of their bytes."""
    zipf = frequencies(language)
    begins, ends = compounding(zipf)
    kept = {word: value for word, value in zipf.items() if value >= LEAST_ZIPF[language]}
    for word in sorted(kept, key=str.encode):
        quarters = min(31, round(kept[word] * 4))
        yield word, quarters | bucket(begins[word]) << 5 | bucket(ends[word]) << 8


def frequencies(language):
    """Returns the words made of letters and inner apostrophes, with their frequency on Zipf's scale."""
    size = "large" if language in wordfreq.available_languages("large") else "small"
    zipf = {
        word.replace("’", "'"): wordfreq.freq_to_zipf(share)
        for word, share in wordfreq.get_frequency_dict(language, size).items()
        if word.replace("’", "").replace("'", "").isalpha() and word[0].isalpha()
    }
    return {word: value for word, value in zipf.items() if not is_glued(word, value, zipf)}


def is_glued(word, value, zipf):
    halves = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
    return value < GLUED_WHOLE_ZIPF and any(
        zipf.get(left, 0) >= GLUED_HALF_ZIPF and zipf.get(right, 0) >= GLUED_HALF_ZIPF for left, right in halves
    )


def compounding(zipf):
    """Returns, for each word, how many words begin with it and go on with another word, and how many end so."""
    begins, ends = collections.Counter(), collections.Counter()
    for word in zipf:
        for at in range(LEAST_HALF, len(word) - LEAST_HALF + 1):
            left, right = word[:at], word[at:]
            if zipf.get(left, 0) >= 3 and zipf.get(right, 0) >= 3:
                begins[left] += 1
                ends[right] += 1
    return begins, ends


def bucket(count):
    return min(7, int(math.log2(count + 1)))


if __name__ == "__main__":
    main(sys.argv[1:] or list(LEAST_ZIPF))
