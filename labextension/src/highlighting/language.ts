/** Adds a parser of our cells to IPython's language. All other cells keep IPython's own. */

import { LanguageSupport, LRLanguage } from '@codemirror/language';
import { type Input, parseMixed, type Parser, type ParseWrapper } from '@lezer/common';

import { CellParse } from './cellParse';
import { LineParser, withComments } from './lines';
import { type Body, type Cell, readCell } from './magic';

// How far into a cell its magic may stand: before it there are only empty lines.
const HEAD = 2_000;

/** The support with our cells in it; the same object where it has no parser that can be wrapped. */
export function withCells(ipython: LanguageSupport, bodies: Partial<Record<Body, Parser>>): LanguageSupport {
  if (!(ipython.language instanceof LRLanguage)) return ipython;
  // The same language data: completion, comments and what else belongs to IPython's cells stays theirs.
  const { data, parser } = ipython.language;
  const language = ipython.language.configure({ wrap: wrapper(bodies, parser, new LineParser(data)) });
  return new LanguageSupport(language, ipython.support);
}

/** Takes a cell of ours, and the lines of ours in other cells, from the parser that would read them as Python. */
function wrapper(bodies: Partial<Record<Body, Parser>>, ipython: Parser, lines: LineParser): ParseWrapper {
  const mixed = parseMixed(node => {
    const parser = bodies[node.name as Body];
    return parser === undefined ? null : { parser };
  });
  const withLines = parseMixed((node, input) => lines.nested(node, input));
  return (python, input, fragments, ranges) => {
    // Several ranges, or one in the middle: a part of another document, such as a fenced block of Markdown.
    const [range, ...more] = ranges;
    if (range?.from !== 0 || more.length > 0) return python;
    const cell = cellOf(input);
    if (cell !== null) return mixed(new CellParse(cell, input), input, fragments, ranges);
    const commented = withComments(input);
    return commented === null
      ? python
      : withLines(ipython.startParse(commented, fragments, ranges), input, fragments, ranges);
  };
}

function cellOf(input: Input): Cell | null {
  if (readCell(input.read(0, Math.min(HEAD, input.length))) === null) return null;
  return readCell(input.read(0, input.length));
}
