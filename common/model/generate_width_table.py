#!/usr/bin/env python3
"""Writes width_table.inc: the columns that glibc's wcwidth() gives each code point, two bits each.

Run on the system whose widths are wanted:  common/model/generate_width_table.py > common/model/width_table.inc
"""

import ctypes
import locale
import os

BLOCK = 256


def widths():
    libc = ctypes.CDLL(None)
    locale.setlocale(locale.LC_ALL, "C.UTF-8")
    libc.wcwidth.argtypes = [ctypes.c_wchar]
    for code in range(0x110000):
        if 0xD800 <= code <= 0xDFFF:
            yield 1
            continue
        width = libc.wcwidth(chr(code))
        if code == 0 or width < 0:
            width = 1  # not in the locale: shown as a replacement, one column
        yield width


def main():
    every = list(widths())
    blocks, index = [], []
    for start in range(0, len(every), BLOCK):
        block = tuple(every[start : start + BLOCK])
        if block not in blocks:
            blocks.append(block)
        index.append(blocks.index(block))

    version = os.confstr("CS_GNU_LIBC_VERSION")
    print(f"// Made by generate_width_table.py from wcwidth() of {version}, locale C.UTF-8.")
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
