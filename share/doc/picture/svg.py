"""svg.py CAPTION SNAPSHOT ...: draws terminals from the output of `cleat snapshot --format json` for each."""

import json
import sys
from xml.sax.saxutils import escape

CELL_WIDTH, CELL_HEIGHT, MARGIN, GAP, CAPTION = 7.2, 15, 10, 16, 24
FOREGROUND, BACKGROUND = "#d8dee9", "#1d2129"
BASE = ["#3b4252", "#e06c75", "#98c379", "#e5c07b", "#6c9ef8", "#c678dd", "#56b6c2", "#d8dee9",
        "#6b7280", "#f08a92", "#b1d69b", "#f0d399", "#8db4fa", "#d9a0ea", "#7fd0da", "#ffffff"]


def indexed(number):
    """Return a colour of xterm's 256-colour palette."""
    if number < 16:
        return BASE[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    levels = [0, 95, 135, 175, 215, 255]
    number -= 16
    return "#" + "".join(f"{levels[number // step % 6]:02x}" for step in (36, 6, 1))


def colour(value, default):
    if value in (None, "default"):
        return default
    return indexed(value) if isinstance(value, int) else value


def run(part, top):
    """Draw a run of cells with the same rendition."""
    front = colour(part.get("fg"), FOREGROUND)
    back = colour(part.get("bg"), BACKGROUND)
    if part.get("reverse"):
        front, back = back, front
    left, width = part["column"] * CELL_WIDTH, part["width"] * CELL_WIDTH
    out = ""
    if back != BACKGROUND:
        out += f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{CELL_HEIGHT}" fill="{back}"/>'
    if part["text"].strip():
        weight = ' font-weight="bold"' if part.get("bold") else ""
        out += (f'<text x="{left:.1f}" y="{top + 11}" textLength="{width:.1f}" fill="{front}"{weight}'
                f' xml:space="preserve">{escape(part["text"])}</text>')
    return out


def terminal(caption, snapshot, left, top):
    width, height = snapshot["columns"] * CELL_WIDTH + 2 * MARGIN, snapshot["rows"] * CELL_HEIGHT + 2 * MARGIN
    out = [f'<g transform="translate({left:.0f} {top:.0f})">',
           f'<text class="caption" x="2" y="14">{escape(caption)}</text>',
           f'<rect y="{CAPTION}" width="{width:.0f}" height="{height}" rx="6" fill="{BACKGROUND}"/>',
           f'<g transform="translate({MARGIN} {CAPTION + MARGIN})">']
    for number, row in enumerate(snapshot["lines"]):
        out += [run(part, number * CELL_HEIGHT) for part in row["runs"]]
    cursor = snapshot["cursor"]
    if cursor["visible"]:
        out.append(f'<rect x="{cursor["column"] * CELL_WIDTH:.1f}" y="{cursor["row"] * CELL_HEIGHT}" width="{CELL_WIDTH}"'
                   f' height="{CELL_HEIGHT}" fill="{FOREGROUND}" opacity="0.6"/>')
    return width, height + CAPTION, "\n".join(out + ["</g>", "</g>"])


def main(arguments):
    body, x, y, right = [], 0, 0, 0
    for index in range(0, len(arguments), 2):
        with open(arguments[index + 1], encoding="utf-8") as file:
            width, height, text = terminal(arguments[index], json.load(file), x, y)
        body.append(text)
        right = max(right, x + width)
        x, y = (x + width + GAP, y) if x == 0 else (0, y + height + GAP)
    bottom = y if x == 0 else y + height + GAP
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right:.0f} {bottom - GAP:.0f}" font-size="12"'
          ' font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace">')
    print('<style>.caption { font: 13px sans-serif; fill: #808590 }</style>')
    print("\n".join(body))
    print("</svg>")


main(sys.argv[1:])
