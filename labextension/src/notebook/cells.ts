/** Which cell of a notebook holds a function. */

import type { Place } from '../execution/door';

const MAGIC = /^\s*%%hsfunction\s+(.*)/;
const FILE = /(?:^|\s)--file[\s=]+(\S+)/;

/** The index of the cell that the place lies in, the last one where there are several; -1 where there is none. */
export function findCell(sources: string[], place: Pick<Place, 'endpoint' | 'file'>): number {
  const name = place.file.split('/').pop() ?? '';
  let found = -1;
  sources.forEach((source, index) => {
    const line = MAGIC.exec(source)?.[1];
    if (line === undefined) return;
    const endpoint = line.split(/\s+/).find(word => !word.startsWith('-')) ?? '';
    const file = FILE.exec(line)?.[1];
    if (
      file !== undefined
        ? file === name
        : endpoint === place.endpoint || `${endpoint.split('/').pop() ?? ''}.js` === name
    ) {
      found = index;
    }
  });
  return found;
}
