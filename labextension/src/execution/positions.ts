/** Places of a function in a text, such as a stack's: buttons that lead to the cell's line. */

import { button, type Child } from './dom';
import { notebook } from './notebookBridge';

const PLACE = /([\w.@/-]+\.functions\/[\w./-]+?):(\d+)(?::(\d+))?/g;

/** The text with its places as buttons, where there is a notebook to go to. */
export function linked(text: string, endpoint: string | null): Child[] {
  if (notebook.door === null) return [text];
  const parts: Child[] = [];
  let done = 0;
  for (const match of text.matchAll(PLACE)) {
    parts.push(text.slice(done, match.index));
    parts.push(placeButton(match[0], endpoint, match[1] ?? '', Number(match[2]), Number(match[3] ?? 1)));
    done = match.index + match[0].length;
  }
  parts.push(text.slice(done));
  return parts;
}

/** One place, told in short (`events.js:3`): a button where there is a notebook to go to. */
export function placeLink(place: string, endpoint: string | null): Child {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(place) ?? [];
  if (file === undefined) return place;
  const label = `${file.replace(/^[^/]*\.functions\//, '')}:${line}`;
  if (notebook.door === null || label === `${file}:${line}`) return label;
  return placeButton(label, endpoint, file, Number(line), Number(column));
}

/** A button that puts the cursor into the cell. */
export function placeButton(
  label: string,
  endpoint: string | null,
  file: string,
  line: number,
  column: number
): HTMLButtonElement {
  const made = button(
    label,
    () => {
      const found = notebook.door?.reveal(made, { endpoint, file, line, column }) ?? false;
      if (!found) made.title = 'No cell of this notebook has it.';
    },
    { class: 'hsfunc-place', title: "Go to the cell's line" }
  );
  return made;
}
