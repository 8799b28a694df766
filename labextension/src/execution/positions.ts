/** Draws positions in a function's source: buttons that lead to the line of its cell. */

import { button, type Child } from './dom';
import type { Position } from './model';
import { notebook } from './notebookBridge';

// What a function folder's name ends in. Other files, such as those of packages, have no cell.
const FOLDER = /^[^/]*\.functions\//;
const IN_TEXT = /([\w.@/-]+\.functions\/[\w./-]+?):(\d+)(?::(\d+))?/g;

/**
 * A text with a button for each position that it names, where there is a notebook to go to.
 *
 * For what Node or the function itself has written: the lines of a stack, a logged error.
 */
export function linkPositions(text: string, endpoint: string | null): Child[] {
  if (notebook.bridge === null) return [text];
  const parts: Child[] = [];
  let done = 0;
  for (const match of text.matchAll(IN_TEXT)) {
    const position = { file: match[1] ?? '', line: Number(match[2]), column: Number(match[3] ?? 1) };
    parts.push(text.slice(done, match.index), positionButton(match[0], position, endpoint));
    done = match.index + match[0].length;
  }
  parts.push(text.slice(done));
  return parts;
}

/** A position in short form (`events.js:3`): a button where there is a notebook that may have its cell. */
export function shortPosition(position: Position, endpoint: string | null): Child {
  const name = position.file.replace(FOLDER, '');
  const label = `${name}:${position.line}`;
  if (notebook.bridge === null || name === position.file) return label;
  return positionButton(label, position, endpoint);
}

/** A button that puts the cursor at a position in its cell. */
export function positionButton(
  label: string,
  position: Position,
  endpoint: string | null
): HTMLButtonElement {
  const made = button(
    label,
    () => {
      const found = notebook.bridge?.reveal(made, { ...position, endpoint }) ?? false;
      if (!found) made.title = 'No cell of this notebook has it.';
    },
    { class: 'hsfunc-position', title: "Go to the cell's line" }
  );
  return made;
}
