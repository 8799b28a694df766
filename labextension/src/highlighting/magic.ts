/** Reads magic lines: which cells hold JavaScript or JSON. */

export type Body = 'JavaScript' | 'JSON' | 'Text';

/** A part of the magic line that has a colour of its own. */
export interface Word {
  kind: 'Magic' | 'Option' | 'Quoted' | 'Argument';
  from: number;
  to: number;
}

/** A cell of ours; offsets count from its start. The body begins after the line's break, or is not there yet. */
export interface Cell {
  from: number;
  to: number;
  words: Word[];
  body: Body;
  bodyFrom: number;
}

// Also `execution = %hscall …`.
const LINE = /^([ \t]*(?:[\w.,() \t]+=[ \t]*)?)(%(?:hscall|hsfunction|hsmock|hs))(?=[ \t]|$)/;
// IPython drops empty lines and the indentation before a cell magic.
const MAGIC = /^(?:[ \t]*\n)*[ \t]*(%%(hsfunction|hscall|hsmock))(?=[ \t\n]|$)/;
// Quotes may be open while one types, and stand inside a word: --header='K: V'.
const WORD = /(?:'[^']*'?|"(?:\\.|[^"\\])*"?|\\.|[^\s'"\\])+/gs;
// JavaScript that answers, behind comments: (request) => …, request => …, function (request) …, or a module.
const ANSWERS =
  /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:async\b\s*)?(?:function\b\s*\*?\s*[\w$]*\s*\(|\([^()]*\)\s*=>|[A-Za-z_$][\w$]*\s*=>)|^[ \t]*module\.exports\s*=/ms;
const CONTENT_TYPE = /content-type\s*:\s*([^\s;'"]+)/i;

/** Reads the beginning of a cell; null for every other cell, which stays as it is. */
export function readCell(text: string): Cell | null {
  const found = MAGIC.exec(text);
  const magic = found?.[1];
  if (!found || magic === undefined) return null;
  const from = found[0].length - magic.length;
  const broken = text.indexOf('\n', from);
  const to = broken < 0 ? text.length : broken;
  const line = text.slice(0, to);
  return {
    from,
    to,
    words: [{ kind: 'Magic', from, to: from + magic.length }, ...wordsOf(line, from + magic.length)],
    body: bodyOf(found[2], line, text.slice(to)),
    bodyFrom: Math.min(to + 1, text.length)
  };
}

function bodyOf(magic: string | undefined, line: string, text: string): Body {
  const isJavaScript = magic === 'hsfunction' || (magic === 'hsmock' && ANSWERS.test(text));
  return isJavaScript ? 'JavaScript' : bodyOfCall(line);
}

/** Where our magic begins in a line of Python; -1 where none of ours is in it. */
export function magicOf(line: string): number {
  return LINE.exec(line)?.[1]?.length ?? -1;
}

/** The words of a line that begins with a magic. */
export function readLine(line: string): Word[] {
  const to = LINE.exec(line)?.[2]?.length ?? 0;
  return [{ kind: 'Magic', from: 0, to }, ...wordsOf(line, to)];
}

function wordsOf(line: string, from: number): Word[] {
  WORD.lastIndex = from;
  return [...line.matchAll(WORD)]
    .filter(match => match.index >= from)
    .map(match => ({ kind: kindOf(match[0]), from: match.index, to: match.index + match[0].length }));
}

function kindOf(word: string): Word['kind'] {
  if (word.startsWith('-')) return 'Option';
  return /^['"]/.test(word) ? 'Quoted' : 'Argument';
}

/** JSON, as long as no other content type is named. */
function bodyOfCall(line: string): Body {
  const type = CONTENT_TYPE.exec(line)?.[1]?.toLowerCase();
  return type === undefined || /[/+]json$/.test(type) ? 'JSON' : 'Text';
}
