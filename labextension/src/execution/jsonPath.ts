/** Writes paths in JSON values, and finds those that match a search. */

import { isRecord } from './model';

export type Path = (string | number)[];

const NAME = /^[A-Za-z_$][\w$]*$/;

/** The path of the whole value. */
export const WHOLE = '$';

/** A JSONPath: `$.list[0]["odd name"]`. */
export function writePath(path: Path): string {
  return path.reduce<string>((written, part) => {
    if (typeof part === 'number') return `${written}[${part}]`;
    return NAME.test(part) ? `${written}.${part}` : `${written}[${JSON.stringify(part)}]`;
  }, WHOLE);
}

/** Keys and inner values, in their order; none for a plain value. */
export function entries(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return value.map((inner: unknown, index) => [index, inner]);
  return isRecord(value) ? Object.entries(value) : [];
}

/** How many inner values there are. */
export function size(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isRecord(value) ? Object.keys(value).length : 0;
}

/** How many values there are inside, counted no further than a little over `most`. */
export function countRows(value: unknown, most: number): number {
  let count = size(value);
  for (const [, inner] of count > most ? [] : entries(value)) {
    if (count > most) break;
    count += countRows(inner, most);
  }
  return count;
}

/** The paths whose key or plain value has the words in it, at most `most`. */
export function findInJson(value: unknown, words: string, most: number): Path[] {
  const wanted = words.toLowerCase();
  const found: Path[] = [];
  const waiting: { path: Path; value: unknown }[] = [{ path: [], value }];
  for (let next = waiting.pop(); next !== undefined && found.length < most; next = waiting.pop()) {
    const key = next.path[next.path.length - 1];
    const inside = typeof next.value === 'object' && next.value !== null;
    if (
      (typeof key === 'string' && key.toLowerCase().includes(wanted)) ||
      (!inside && String(next.value).toLowerCase().includes(wanted))
    ) {
      found.push(next.path);
    }
    if (!inside) continue;
    const inner = entries(next.value);
    for (let index = inner.length - 1; index >= 0; index--) {
      const entry = inner[index];
      if (entry !== undefined) waiting.push({ path: [...next.path, entry[0]], value: entry[1] });
    }
  }
  return found;
}
