/** Finds the cell of a notebook that holds a function. */

import type { FunctionPosition } from '../execution/notebookBridge';
import { digest } from './digest';

const MAGIC = /^\s*%%hsfunction\s+(.*)/;
const PROJECT = /(?:^|\s)--project(?:[\s=]|$)/;
const FILE = /(?:^|\s)--file[\s=]+(\S+)/;

/** What a position says of the cell that it lies in; outputs of earlier versions have no digest. */
type Wanted = Pick<FunctionPosition, 'endpoint' | 'file'> & { digest?: string | null };

/**
 * The index of the cell that a position lies in, the last one where there are several; -1 where there is none, or
 * where none has the source that ran.
 *
 * A cell of the file's own name comes before one of the endpoint: a bundle has several files.
 */
export function findCell(sources: string[], position: Wanted): number {
  const name = position.file.split('/').pop() ?? '';
  // A project's files lie in its source folder, those of a folder in DIR.functions.
  const ofProject = /^(?!.*\.functions\/)(?:.*\/)?functions\//.test(position.file);
  let ofFile = -1;
  let ofEndpoint = -1;
  sources.forEach((source, index) => {
    const line = MAGIC.exec(source)?.[1];
    if (line === undefined || PROJECT.test(line) !== ofProject) return;
    if (!holds(source, position.digest ?? null)) return;
    const endpoint = line.split(/\s+/).find(word => !word.startsWith('-')) ?? '';
    const file = FILE.exec(line)?.[1];
    if ((file ?? defaultFile(endpoint, ofProject)) === name) ofFile = index;
    else if (file === undefined && endpoint === position.endpoint) ofEndpoint = index;
  });
  return ofFile >= 0 ? ofFile : ofEndpoint;
}

/** The index of the line with the magic. */
export function magicLine(source: string): number {
  return (/^\s*/.exec(source)?.[0].split('\n').length ?? 1) - 1;
}

/** Whether the cell is what ran; where nobody knows what ran, it may be. */
function holds(source: string, wanted: string | null): boolean {
  if (wanted === null) return true;
  const body = source.split('\n').slice(magicLine(source) + 1);
  return digest(body.join('\n')) === wanted;
}

/** The file of an endpoint that names none, as the kernel calls it. */
function defaultFile(endpoint: string, ofProject: boolean): string {
  if (ofProject) return `${endpoint.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^_+|_+$/g, '')}.js`;
  return `${endpoint.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'function'}.js`;
}
