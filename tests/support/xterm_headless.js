// Feeds @xterm/headless terminals and prints their state: node xterm_headless.js FOLDER <cases.json >screens.json
// FOLDER is that of the package. A case is {rows, columns, bytes: base64, wide: [code points of two columns]}.
'use strict';
const path = require('path');
const { Terminal } = require(path.resolve(process.argv[2]));

// The bits of our Attribute.
const FLAGS = [
  ['isBold', 1], ['isDim', 2], ['isItalic', 4], ['isBlink', 8], ['isInverse', 32], ['isInvisible', 64],
  ['isStrikethrough', 128], ['isOverline', 256], ['isUnderline', 4096],
];

// -1 is the default colour, 0 to 255 the palette, above that 24-bit colours.
function colour(cell, which) {
  if (cell[`is${which}Default`]()) return -1;
  const value = cell[`get${which}Color`]();
  return cell[`is${which}RGB`]() ? 0x1000000 + value : value;
}

function rows(buffer, terminal, first, count) {
  const out = [];
  const cell = buffer.getNullCell();
  for (let y = first; y < first + count; ++y) {
    const line = buffer.getLine(y);
    const cells = [];
    for (let x = 0; x < terminal.cols; ++x) {
      line.getCell(x, cell);
      const flags = FLAGS.reduce((sum, [name, bit]) => sum + (cell[name]() ? bit : 0), 0);
      cells.push([cell.getChars(), cell.getWidth(), colour(cell, 'Fg'), colour(cell, 'Bg'), flags]);
    }
    out.push({ continues: line.isWrapped, cells });
  }
  return out;
}

// Its width table is of Unicode 6, before emoji had two columns: adds the wide characters of the case.
function tellWidths(terminal, wide) {
  const known = terminal._core.unicodeService._activeProvider;
  const isWide = new Set(wide);
  terminal.unicode.register({
    version: 'told',
    wcwidth: (c) => (isWide.has(c) ? 2 : known.wcwidth(c)),
    charProperties: (c, before) => (isWide.has(c) ? 2 << 1 : known.charProperties(c, before)),
  });
  terminal.unicode.activeVersion = 'told';
}

function show({ rows: height, columns, bytes, wide }) {
  const terminal = new Terminal({ cols: columns, rows: height, allowProposedApi: true, scrollback: 1000 });
  tellWidths(terminal, wide);
  let title = '';
  let answers = '';
  terminal.onTitleChange((text) => { title = text; });
  terminal.onData((data) => { answers += data; });
  return new Promise((done) => {
    terminal.write(Buffer.from(bytes, 'base64'), () => {
      const { active, normal, alternate } = terminal.buffer;
      const screen = (buffer) => rows(buffer, terminal, buffer.baseY, terminal.rows);
      const modes = terminal.modes;
      done({
        alternate: active.type === 'alternate',
        cursor: [active.cursorY, active.cursorX],
        scrollback: rows(normal, terminal, 0, normal.baseY),
        primary: screen(normal),
        alternateRows: active.type === 'alternate' ? screen(alternate) : null,
        title,
        answers,
        modes: {
          cursorKeys: modes.applicationCursorKeysMode,
          keypad: modes.applicationKeypadMode,
          paste: modes.bracketedPasteMode,
          insert: modes.insertMode,
          mouse: modes.mouseTrackingMode,
          origin: modes.originMode,
          reverseWrap: modes.reverseWraparoundMode,
          focus: modes.sendFocusMode,
          wrap: modes.wraparoundMode,
        },
      });
    });
  });
}

async function main() {
  const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const screens = [];
  for (const one of cases) screens.push(await show(one));
  process.stdout.write(JSON.stringify(screens));
}

main();
