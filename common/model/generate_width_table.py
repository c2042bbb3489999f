#!/usr/bin/env python3
"""Write width_table.inc: the columns that each code point takes on a terminal, two bits each.

Takes a folder with these files of the Unicode Character Database, all of one version: UnicodeData.txt,
EastAsianWidth.txt, HangulSyllableType.txt, DerivedCoreProperties.txt, Blocks.txt and emoji/emoji-data.txt. Then:

    common/model/generate_width_table.py FOLDER > common/model/width_table.inc
"""

import os
import re
import sys

BLOCK = 256
END = 0x110000
SOFT_HYPHEN = 0xAD  # a format character, but terminals and C libraries have always shown it
CIRCLED_NUMBERS = range(0x3248, 0x3250)  # ambiguous in the database, wide in C libraries, which programs rely on


def records(path):
    """Yield the first and last code point and the remaining fields of each record, without comments."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.partition("#")[0].split(";")]
            if fields[0]:
                first, _, last = fields[0].partition("..")
                yield int(first, 16), int(last or first, 16), fields[1:]


def version(path):
    with open(path, encoding="utf-8") as file:
        return re.search(r"-(\d+\.\d+)\.\d+\.txt", file.readline()).group(1)


def categories(folder):
    """Return the general category of each code point; "Cn" if unassigned."""
    out = ["Cn"] * END
    range_start = 0
    for first, _, (name, category, *_) in records(os.path.join(folder, "UnicodeData.txt")):
        if name.endswith(", First>"):
            range_start = first
            continue
        if not name.endswith(", Last>"):
            range_start = first
        out[range_start : first + 1] = [category] * (first + 1 - range_start)
    return out


def property_of(path, values):
    out = bytearray(END)
    for first, last, fields in records(path):
        if fields[0] in values:
            out[first : last + 1] = b"\1" * (last + 1 - first)
    return out


def reserved_for_emoji(folder, category, wide):
    """Yield unassigned code points reserved for emoji in blocks whose assigned ones are all wide."""
    pictographs = property_of(os.path.join(folder, "emoji", "emoji-data.txt"), {"Extended_Pictographic"})
    for first, last, _ in records(os.path.join(folder, "Blocks.txt")):
        assigned = [code for code in range(first, last + 1) if category[code] != "Cn"]
        if assigned and all(wide[code] for code in assigned):
            yield from (code for code in range(first, last + 1) if category[code] == "Cn" and pictographs[code])


def widths(folder):
    category = categories(folder)
    # Unassigned code points in the blocks of ideographs have records in this file, too: they are wide.
    wide = property_of(os.path.join(folder, "EastAsianWidth.txt"), {"W", "F"})
    # Vowels and final consonants of Hangul join the initial consonant.
    jamo = property_of(os.path.join(folder, "HangulSyllableType.txt"), {"V", "T"})
    # Other format characters, such as the Arabic signs placed over numbers, are visible.
    ignorable = property_of(os.path.join(folder, "DerivedCoreProperties.txt"), {"Default_Ignorable_Code_Point"})
    out = [2 if wide[code] else 1 for code in range(END)]
    for code in (*CIRCLED_NUMBERS, *reserved_for_emoji(folder, category, wide)):
        out[code] = 2
    for code in range(END):
        is_mark = category[code] in ("Mn", "Me")
        if is_mark or jamo[code] or (category[code] == "Cf" and ignorable[code]):
            out[code] = 0
    out[SOFT_HYPHEN] = 1
    return out


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    every = widths(folder)
    blocks, index = [], []
    for start in range(0, END, BLOCK):
        block = tuple(every[start : start + BLOCK])
        if block not in blocks:
            blocks.append(block)
        index.append(blocks.index(block))

    print("// Made by generate_width_table.py from the Unicode Character Database.")
    print(f'constexpr std::string_view UNICODE_VERSION = "{version(os.path.join(folder, "EastAsianWidth.txt"))}";')
    print(f"constexpr std::uint8_t BLOCK_OF[{len(index)}] = {{")
    for start in range(0, len(index), 32):
        print("    " + ", ".join(str(i) for i in index[start : start + 32]) + ",")
    print("};")
    print(f"constexpr std::uint8_t WIDTHS[{len(blocks)}][{BLOCK // 4}] = {{")
    for block in blocks:
        packed = [sum(block[i + j] << (2 * j) for j in range(4)) for i in range(0, BLOCK, 4)]
        print("    {" + ", ".join(f"0x{b:02x}" for b in packed) + "},")
    print("};")


if __name__ == "__main__":
    main()
