/** What of a text is to be replaced so that it becomes another one: the rest, and a cursor in it, stays. */

export interface Difference {
  from: number;
  to: number;
  inserted: string;
}

export function difference(before: string, after: string): Difference {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < most - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { from, to: before.length - same, inserted: after.slice(from, after.length - same) };
}
