#!/usr/bin/env python3
"""Makes data/letters/letters.bin: how often letters follow each other in the languages of legacy encodings.

    pip install wordfreq==3.1.1
    python3 scripts/train_letters.py data/letters/letters.bin

A word counts as often as wordfreq says it is used. Its letters are lower case; before the first and after the last stands
the edge, class 0. A language's letters are a to z (for Latin ones) and those that make up at least one in 20,000 of its own.

Layout, language after language: two bytes of name, one byte with the count of classes N, the N - 1 letters as
little-endian 16-bit code points, ascending, then N * N bytes, row by row: the cost of the second letter after the first in
sixteenths of a nat.
"""
import math
import struct
import sys

import wordfreq

LATIN = "en de fr es it pt nl sv da nb fi is pl cs sk hu ro sl sh tr lt lv ca vi id".split()
OTHERS = "ru uk bg mk el he ar fa".split()
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
    if language in LATIN:
        return character in ASCII or 0xAA <= ord(character) < 0x250 or 0x300 <= ord(character) < 0x370 or 0x1E00 <= ord(character) < 0x1F00
    return 0x370 <= ord(character) < 0x700


def train(language):
    lists = [(word, weight) for word, weight in words(language)]
    if language == "ro":
        lists = [(word.translate(CEDILLAS), weight) for word, weight in lists]
    singles, total = {}, 0.0
    for word, weight in lists:
        for character in word:
            if own(character, language):
                singles[character] = singles.get(character, 0.0) + weight
                total += weight
    letters = {letter for letter, weight in singles.items() if weight >= total * RAREST}
    if language in LATIN:
        letters |= ASCII
    letters = sorted(letters)
    place = {letter: at + 1 for at, letter in enumerate(letters)}
    size = len(letters) + 1
    counts = [[0.0] * size for _ in range(size)]
    for word, weight in lists:
        row = [0] + [place.get(character, -1) for character in word] + [0]
        if -1 in row:
            continue
        for first, second in zip(row, row[1:]):
            counts[first][second] += weight
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
    head = language.encode() + struct.pack("<B", size) + b"".join(struct.pack("<H", ord(letter)) for letter in letters)
    return head + bytes(costs)


def main(path):
    with open(path, "wb") as file:
        for language in LATIN + OTHERS:
            file.write(train(language))


if __name__ == "__main__":
    main(sys.argv[1])
