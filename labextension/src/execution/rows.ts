/** Draws long texts as rows of one height, of which only the visible ones are elements. */

import { el, visible } from './dom';

const ROW = 18; // px, as the style sheet has it
const COLUMNS = 120;
// Browsers end an element at some 30 million pixels.
const MOST_ROWS = 1_500_000;
const SPARE = 20;

/** Where the rows of a text begin: at line breaks, and within long lines. The last entry is its end. */
export function rowStarts(text: string, columns = COLUMNS): number[] {
  const starts = [0];
  let begin = 0;
  while (begin < text.length && starts.length <= MOST_ROWS) {
    const newline = text.indexOf('\n', begin);
    let end = newline < 0 ? text.length : newline + 1;
    if (end - begin > columns + 1) {
      end = begin + columns;
      const next = text.charCodeAt(end);
      if (next >= 0xdc00 && next <= 0xdfff) end += 1; // both halves of a character in one row
    }
    starts.push(end);
    begin = end;
  }
  return starts;
}

/** A scrolling box of `count` rows. */
export class Rows {
  readonly node: HTMLElement;
  private readonly count: number;
  private readonly row: (index: number) => string;
  private readonly window = el('div', { class: 'hsfunc-rows-window' });
  private marked = -1;
  private waiting = false;
  private drawn = '';

  constructor(label: string, count: number, row: (index: number) => string) {
    this.count = count;
    this.row = row;
    const space = el('div', { class: 'hsfunc-rows-space' }, this.window);
    space.style.height = `${count * ROW}px`;
    this.node = el('div', { class: 'hsfunc-rows', role: 'region', 'aria-label': label, tabindex: 0 }, space);
    this.node.addEventListener('scroll', () => {
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => {
        this.waiting = false;
        this.draw();
      });
    });
    this.draw();
  }

  /** Brings a row into sight and marks it. */
  reveal(index: number): void {
    this.marked = index;
    this.drawn = '';
    this.node.scrollTop = Math.max(0, (index - 3) * ROW);
    this.draw();
  }

  private draw(): void {
    const first = Math.max(0, Math.floor(this.node.scrollTop / ROW) - SPARE);
    const height = this.node.clientHeight || 400;
    const last = Math.min(this.count, first + Math.ceil(height / ROW) + 2 * SPARE);
    const key = `${first}-${last}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.window.style.top = `${first * ROW}px`;
    const rows: HTMLElement[] = [];
    for (let index = first; index < last; index++) {
      const marked = index === this.marked ? ' hsfunc-marked' : '';
      rows.push(el('div', { class: `hsfunc-row${marked}` }, visible(this.row(index)).replace(/\t/g, '  ')));
    }
    this.window.replaceChildren(...rows);
  }
}

/** A text as rows, and a search in it. */
export class TextRows {
  readonly rows: Rows;
  private readonly text: string;
  private readonly starts: number[];
  private lowered: string | null = null;

  constructor(label: string, text: string) {
    this.text = text;
    this.starts = rowStarts(text);
    this.rows = new Rows(label, this.count, index =>
      text.slice(this.starts[index], this.starts[index + 1]).replace(/\n$/, '')
    );
  }

  /** How many rows the text has. */
  get count(): number {
    return this.starts.length - 1;
  }

  /** Where the words stand in the text: `most` offsets at most. */
  find(words: string, most: number): number[] {
    this.lowered ??= this.text.toLowerCase();
    const wanted = words.toLowerCase();
    const found: number[] = [];
    for (let at = this.lowered.indexOf(wanted); at >= 0 && found.length < most;) {
      found.push(at);
      at = this.lowered.indexOf(wanted, at + wanted.length);
    }
    return found;
  }

  /** Brings an offset of the text into sight. */
  reveal(at: number): void {
    let low = 0;
    let high = this.starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    this.rows.reveal(low);
  }
}

/** Bytes as rows of sixteen, in hexadecimal and in letters. */
export function hexRows(label: string, bytes: Uint8Array): Rows {
  return new Rows(label, Math.ceil(bytes.length / 16), index => hexRow(bytes, index));
}

/** One row: its offset, sixteen bytes, and those that are letters. */
export function hexRow(bytes: Uint8Array, index: number): string {
  const part = Array.from(bytes.subarray(index * 16, index * 16 + 16));
  const hex = part.map(byte => byte.toString(16).padStart(2, '0')).join(' ');
  const letters = part.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
  return `${(index * 16).toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${letters}`;
}
