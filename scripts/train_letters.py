#!/usr/bin/env python3
"""Makes data/letters/letters.bin: how often letters follow each other in the languages of legacy encodings.

    pip install wordfreq==3.1.1 brotli
    pip download --no-deps lingua-language-detector==1.3.5
    python3 scripts/train_letters.py lingua_language_detector-1.3.5-py3-none-any.whl data/letters/letters.bin

A word counts as often as wordfreq says it is used. Its letters are lower case; before the first and after the last stands
the edge, class 0. A language's letters are a to z (for Latin ones) and those that make up at least one in 20,000 of its own.

Languages that wordfreq does not have, and German and Greek, whose ß and ς it folds away, come from lingua's tables, which hold how often a letter occurs (unigrams) and how
often each follows it (bigrams); what is left of a letter's share stood at the edge of a word, and in Thai beside a vowel
or tone above or below, which lingua leaves out.

Two encodings of Vietnamese write one letter as two characters, so that the language is counted three times: as it is (vi),
with its tone marks apart as windows-1258 has them, but for
vowels that it has as one byte too (vc), and in the letters that VNI writes it with (vn).

Layout, language after language: two bytes of name, one byte with the count of classes N, the N - 1 letters as
little-endian 16-bit code points, ascending, then N * N bytes, row by row: the cost of the second letter after the first in
sixteenths of a nat.
"""
import fractions
import json
import math
import struct
import sys
import unicodedata
import zipfile

import brotli
import wordfreq

LATIN = "en fr es it pt nl sv da nb fi is pl cs sk hu ro sl sh tr lt lv ca vi id".split()
OTHERS = "ru uk bg mk he ar fa".split()
LATIN_OF_LINGUA = "de et sq af ga cy eu eo tl".split()
OTHERS_OF_LINGUA = "el kk sr be mn ur th".split()
WORDS = 60_000
RAREST = 1 / 20_000
ASCII = set("abcdefghijklmnopqrstuvwxyz")
# Romanian was written with cedillas before its commas had code points, and is so in every encoding but one.
CEDILLAS = str.maketrans("șț", "şţ")


def words(language):
    for word in wordfreq.top_n_list(language, WORDS):
        if not word.replace("'", "").isalpha():
            continue
        # Where a word's letters are shared out, the apostrophe is an edge.
        for part in word.split("'"):
            if part:
                yield part, wordfreq.word_frequency(word, language)


def own(character, language):
    if language in LATIN or language in SPELLINGS or language in LATIN_OF_LINGUA:
        return character in ASCII or 0xAA <= ord(character) < 0x250 or 0x300 <= ord(character) < 0x370 or 0x1E00 <= ord(character) < 0x1F00
    return 0x370 <= ord(character) < 0x700 or 0xE01 <= ord(character) < 0xE5C


TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
# VNI for Windows: each letter with its mark is the plain letter and the mark's own letter, but for these.
VNI_WHOLE = dict(zip("ơưđíìỉĩịỵ", "ôöñíìæóòî"))
VNI_MARKS = {
    "": dict(zip("\u0301\u0300\u0309\u0303\u0323", "ùøûõï")),
    "\u0302": {"": "â", **dict(zip("\u0301\u0300\u0309\u0303\u0323", "áàåãä"))},
    "\u0306": {"": "ê", **dict(zip("\u0301\u0300\u0309\u0303\u0323", "éèúüë"))},
}


def tones_apart(word):
    """Writes tone marks after their vowel, as keyboards for windows-1258 do."""

    def one(letter):
        apart = unicodedata.normalize("NFD", letter)
        shape = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in TONES))
        return shape + "".join(mark for mark in apart if mark in TONES)

    return "".join(one(letter) for letter in word)


def tones_apart_where_needed(word):
    """Writes them so where windows-1258 has no byte for both, as converters to it do."""
    return "".join(letter if letter in "áàâéèêíóôúù" else tones_apart(letter) for letter in word)


def vni(word):
    """Writes a word in the letters of VNI for Windows."""

    def one(letter):
        if letter in VNI_WHOLE:
            return VNI_WHOLE[letter]
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in TONES)
        shape = "".join(mark for mark in apart[1:] if mark not in TONES)
        # The vowels with a horn have a letter of their own.
        if shape == "\u031b":
            return VNI_WHOLE[unicodedata.normalize("NFC", apart[0] + shape)] + VNI_MARKS[""].get(tone, "")
        return apart[0] + VNI_MARKS.get(shape, {}).get(tone, "")

    return "".join(one(letter) for letter in word)


SPELLINGS = {"vc": [tones_apart, tones_apart_where_needed], "vn": [vni]}


def of_wordfreq(language):
    """Returns what each letter, and each pair of letters, makes up of a language's words; the edge is an empty string."""
    spellings = SPELLINGS.get(language, [lambda word: word])
    known = list(words("vi" if language in SPELLINGS else language))
    lists = [(spelled(word), weight) for spelled in spellings for word, weight in known]
    if language == "ro":
        lists = [(word.translate(CEDILLAS), weight) for word, weight in lists]
    singles, total = {}, 0.0
    for word, weight in lists:
        for character in word:
            if own(character, language):
                singles[character] = singles.get(character, 0.0) + weight
                total += weight
    letters = {letter for letter, weight in singles.items() if weight >= total * RAREST}
    if language in LATIN or language in SPELLINGS:
        letters |= ASCII
    pairs = {}
    for word, weight in lists:
        if letters.issuperset(word):
            row = ["", *word, ""]
            for pair in zip(row, row[1:]):
                pairs[pair] = pairs.get(pair, 0.0) + weight
    return letters, pairs


def of_lingua(language, wheel):
    """Returns the same of a language of lingua's, from its tables in `wheel`."""

    def table(name):
        ngrams = json.loads(brotli.decompress(wheel.read(f"lingua/language-models/{language}/{name}.json.br")))["ngrams"]
        return {ngram: float(fractions.Fraction(share)) for share, row in ngrams.items() for ngram in row.split()}

    singles, follows = table("unigrams"), table("bigrams")
    total = sum(share for letter, share in singles.items() if own(letter, language))
    letters = {letter for letter, share in singles.items() if own(letter, language) and share >= total * RAREST}
    if language in LATIN_OF_LINGUA:
        letters |= ASCII
    pairs = {tuple(pair): share * singles[pair[0]] for pair, share in follows.items() if letters.issuperset(pair)}
    for letter in letters:
        inside = sum(share for (first, _), share in pairs.items() if first == letter)
        before = sum(share for (_, second), share in pairs.items() if second == letter)
        share = singles.get(letter, 0.0)
        pairs[letter, ""] = max(share - inside, 0.0)
        pairs["", letter] = max(share - before, 0.0)
    return letters, pairs


def table(language, letters, pairs):
    letters = ["", *sorted(letters)]
    place = {letter: at for at, letter in enumerate(letters)}
    size = len(letters)
    counts = [[0.0] * size for _ in range(size)]
    for (first, second), weight in pairs.items():
        counts[place[first]][place[second]] += weight
    frequency = [sum(row[at] for row in counts) for at in range(size)]
    everything = sum(frequency)
    costs = bytearray()
    for row in counts:
        whole = sum(row)
        for second in range(size):
            # What never came is as rare as the letter itself, and rarer: one part in five hundred is kept for it.
            seen = row[second] / whole if whole else 0.0
            share = 0.998 * seen + 0.002 * (frequency[second] / everything + 1e-5)
            costs.append(min(255, round(-math.log(share) * 16)))
    head = language.encode() + struct.pack("<B", size) + b"".join(struct.pack("<H", ord(letter)) for letter in letters[1:])
    return head + bytes(costs)


def main(wheel, path):
    wheel = zipfile.ZipFile(wheel)
    with open(path, "wb") as file:
        for language in LATIN + list(SPELLINGS):
            file.write(table(language, *of_wordfreq(language)))
        for language in LATIN_OF_LINGUA:
            file.write(table(language, *of_lingua(language, wheel)))
        for language in OTHERS:
            file.write(table(language, *of_wordfreq(language)))
        for language in OTHERS_OF_LINGUA:
            file.write(table(language, *of_lingua(language, wheel)))


if __name__ == "__main__":
    main(*sys.argv[1:])
