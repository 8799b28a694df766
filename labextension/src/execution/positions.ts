/** Draws positions in a function's source: buttons that lead to the line of its cell. */

import { button, type Child } from './dom';
import type { Position, Ran } from './model';
import { notebook } from './notebookBridge';
import { showSource } from './ranSource';

// What a function folder's name ends in. Other files, such as those of packages, have no cell.
const FOLDER = /^[^/]*\.functions\//;
const IN_TEXT = /([\w.@/-]+\.functions\/[\w./-]+?):(\d+)(?::(\d+))?/g;

/**
 * A text with a button for each position that it names, where there is a notebook to go to.
 *
 * For what Node or the function itself has written: the lines of a stack, a logged error.
 */
export function linkPositions(text: string, ran: Ran): Child[] {
  if (notebook.bridge === null) return [text];
  const parts: Child[] = [];
  let done = 0;
  for (const match of text.matchAll(IN_TEXT)) {
    const position = { file: match[1] ?? '', line: Number(match[2]), column: Number(match[3] ?? 1) };
    parts.push(text.slice(done, match.index), positionButton(match[0], position, ran));
    done = match.index + match[0].length;
  }
  parts.push(text.slice(done));
  return parts;
}

/** A position in short form (`events.js:3`): a button where there is a notebook that may have its cell. */
export function shortPosition(position: Position, ran: Ran): Child {
  const name = position.file.replace(FOLDER, '');
  const label = `${name}:${position.line}`;
  if (notebook.bridge === null || name === position.file) return label;
  return positionButton(label, position, ran);
}

/** A button that leads to a position: to its cell, or where that is gone or has another source by now, to what ran. */
export function positionButton(label: string, position: Position, ran: Ran): HTMLButtonElement {
  const made = button(
    label,
    () => {
      const { bridge } = notebook;
      if (bridge === null) return;
      const digest = ran.sources[position.file] ?? null;
      if (bridge.reveal(made, { ...position, endpoint: ran.endpoint, digest })) return;
      bridge.askSource(made, ran.id, position.file).then(
        answer => {
          showSource(made, position, answer.text ?? null);
        },
        () => {
          showSource(made, position, null);
        }
      );
    },
    { class: 'hsfunc-position', title: "Go to the cell's line" }
  );
  return made;
}
