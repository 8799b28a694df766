/** Finds where a cell's syntax error is from its stored output, which is there again when the notebook is opened. */

import { readCell } from '../highlighting/magic';

/** A range of the cell, and what is wrong there. */
export interface Problem {
  from: number;
  to: number;
  message: string;
}

/** An error as nbformat keeps it. It has no field for data: the position is in the text of `evalue`. */
interface ErrorOutput {
  output_type: string;
  ename?: unknown;
  evalue?: unknown;
}

const POSITION = /^(.*) \(line (\d+)(?:, column (\d+))?\)$/;

/** The problem that the outputs tell; null where there is none, or where the cell is not what was registered. */
export function findProblem(text: string, outputs: readonly ErrorOutput[]): Problem | null {
  const error = outputs.find(
    output => output.output_type === 'error' && output.ename === 'FunctionSyntaxError'
  );
  if (error === undefined || typeof error.evalue !== 'string') return null;
  const cell = readCell(text);
  if (cell?.body !== 'JavaScript') return null;
  const [told = '', excerpt = ''] = error.evalue.split('\n');
  const found = POSITION.exec(told);
  if (!found) return null;
  const column = Number(found[3] ?? 0);
  const line = lineOf(text, cell.bodyFrom, Number(found[2]));
  if (line === null || (column > 0 && !shows(excerpt, line.text))) return null;
  return { ...range(line, column), message: found[1] ?? told };
}

interface Line {
  from: number;
  text: string;
}

/** A line of the body, counted from 1. */
function lineOf(text: string, bodyFrom: number, number: number): Line | null {
  let from = bodyFrom;
  for (let count = 1; count < number; count++) {
    const broken = text.indexOf('\n', from);
    if (broken < 0) return null;
    from = broken + 1;
  }
  const broken = text.indexOf('\n', from);
  return { from, text: text.slice(from, broken < 0 ? text.length : broken) };
}

/** Whether the excerpt that the error shows is the line's; `·` stands for what cannot be printed. */
function shows(excerpt: string, line: string): boolean {
  const plain = (text: string): string => text.replace(/[^\x21-\x7e]/g, '');
  return plain(line).includes(plain(excerpt));
}

/** The word at the column, or the whole line where no column is known; never empty where the line is not. */
function range(line: Line, column: number): { from: number; to: number } {
  if (column === 0) {
    const indent = line.text.length - line.text.trimStart().length;
    return { from: line.from + indent, to: line.from + line.text.trimEnd().length };
  }
  const start = Math.max(0, Math.min(column - 1, line.text.length - 1));
  const word = /^(?:[\w$]+|.)/su.exec(line.text.slice(start))?.[0] ?? '';
  return { from: line.from + start, to: line.from + start + word.length };
}
