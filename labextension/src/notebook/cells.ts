/** Finds the cell of a notebook that holds a function. */

import type { FunctionPosition } from '../execution/notebookBridge';

const MAGIC = /^\s*%%hsfunction\s+(.*)/;
const PROJECT = /(?:^|\s)--project(?:[\s=]|$)/;
const FILE = /(?:^|\s)--file[\s=]+(\S+)/;

/**
 * The index of the cell that a position lies in, the last one where there are several; -1 where there is none.
 *
 * A cell of the file's own name comes before one of the endpoint: a bundle has several files.
 */
export function findCell(sources: string[], position: Pick<FunctionPosition, 'endpoint' | 'file'>): number {
  const name = position.file.split('/').pop() ?? '';
  // A project's files lie in its source folder, those of a folder in DIR.functions.
  const ofProject = /^(?!.*\.functions\/)(?:.*\/)?functions\//.test(position.file);
  let ofFile = -1;
  let ofEndpoint = -1;
  sources.forEach((source, index) => {
    const line = MAGIC.exec(source)?.[1];
    if (line === undefined || PROJECT.test(line) !== ofProject) return;
    const endpoint = line.split(/\s+/).find(word => !word.startsWith('-')) ?? '';
    const file = FILE.exec(line)?.[1];
    if ((file ?? defaultFile(endpoint, ofProject)) === name) ofFile = index;
    else if (file === undefined && endpoint === position.endpoint) ofEndpoint = index;
  });
  return ofFile >= 0 ? ofFile : ofEndpoint;
}

/** The file of an endpoint that names none, as the kernel calls it. */
function defaultFile(endpoint: string, ofProject: boolean): string {
  if (ofProject) return `${endpoint.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^_+|_+$/g, '')}.js`;
  return `${endpoint.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'function'}.js`;
}
