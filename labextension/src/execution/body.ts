/** Draws a body as a tree, a text, an image, bytes or a page, whichever it can be. */

import { button, copyButton, el } from './dom';
import { type Answer, notebook, type NotebookBridge } from './notebookBridge';
import { countRows, findInJson, WHOLE } from './jsonPath';
import { JsonTree } from './jsonTree';
import type { Body } from './model';
import { preview } from './preview';
import { hexRows, TextRows } from './rows';
import { searchBox } from './search';
import { isLong, SCREEN, searchRow } from './searchRow';

const IMAGES = /^image\/(png|jpeg|gif|webp|svg\+xml)$/;
const MOST_FOUND = 1_000;
const PIECE = 10_000;

interface View {
  name: string;
  draw: () => HTMLElement;
}

/** Who has the whole of a body: the name in Python, and how the kernel is asked for it. */
export interface Whole {
  from: string;
  ask: (bridge: NotebookBridge, view: Node) => Promise<Answer>;
}

/** Draws a body, with a button that asks the kernel for what the notebook does not store. */
export function drawBody(body: Body | null, id: string, whole: Whole = wholeResponse(id)): HTMLElement {
  const root = el('div', { class: 'hsfunc-body' });
  if (body === null) {
    root.append(el('p', { class: 'hsfunc-hint' }, 'The body is empty.'));
  } else {
    draw(root, body, id, whole);
  }
  return root;
}

function wholeResponse(id: string): Whole {
  return { from: 'execution.response', ask: (bridge, view) => bridge.ask(view, id, 'response') };
}

function draw(root: HTMLElement, body: Body, id: string, whole: Whole): void {
  const views = viewsOf(body);
  const bar = el('div', { class: 'hsfunc-bar' });
  const shown = el('div', {});
  // How large it is stands in the header line.
  bar.append(el('span', { class: 'hsfunc-hint' }, body.type || 'no content type'));
  const buttons = views.map(view =>
    button(view.name, () => {
      shown.replaceChildren(view.draw());
      for (const other of buttons) {
        other.setAttribute('aria-pressed', String(other.textContent === view.name));
      }
    })
  );
  if (views.length > 1) bar.append(el('span', { role: 'group', 'aria-label': 'Shown as' }, ...buttons));
  if (body.text !== undefined && body.cut === 0) bar.append(copyButton('Copy body', () => body.text ?? ''));
  root.replaceChildren(bar, shown);
  buttons[0]?.click();
  if (body.cut > 0) root.append(rest(root, body, id, whole));
}

/** Says how much is not stored, with the button that loads it. */
function rest(root: HTMLElement, body: Body, id: string, whole: Whole): HTMLElement {
  const unit = body.text === undefined ? 'bytes' : 'characters';
  const line = el('p', { role: 'status', class: 'hsfunc-hint' });
  const told = `${body.cut.toLocaleString('en')} more ${unit} are not stored in the notebook`;
  const { bridge } = notebook;
  if (bridge === null || id === '') {
    line.append(`… ${told}; `, el('code', {}, whole.from), ' has all of it.');
    return line;
  }
  const load = button('Load all', () => {
    load.disabled = true;
    whole.ask(bridge, root).then(
      answer => {
        const all = completed(body, answer);
        if (all !== null) {
          draw(root, all, id, whole);
          root.querySelector<HTMLElement>('button')?.focus();
        } else if (answer.hidden === true) {
          line.replaceChildren("It holds a secret's value and is not shown.");
        } else {
          line.replaceChildren('The kernel does not have it any more: run the cell again.');
        }
      },
      () => {
        line.replaceChildren('The kernel does not answer: run the cell again.');
      }
    );
  });
  line.append(`… ${told}. `, load);
  return line;
}

/** The body completed by the kernel's answer; null where that has nothing. */
function completed(body: Body, answer: Answer): Body | null {
  if (answer.text !== undefined) return { type: body.type, size: body.size, cut: 0, text: answer.text };
  if (answer.base64 !== undefined) return { type: body.type, size: body.size, cut: 0, base64: answer.base64 };
  return null;
}

function viewsOf(body: Body): View[] {
  const text = body.text;
  const views: View[] = [];
  if (IMAGES.test(body.type) && body.cut === 0) {
    views.push({ name: 'Image', draw: () => image(body) });
  }
  if (text === undefined) {
    views.push({ name: 'Bytes', draw: () => hexRows('Bytes of the body', bytesOf(body)).node });
    return views;
  }
  const json = body.type.endsWith('json') && body.cut === 0 ? parsed(text) : undefined;
  if (json !== undefined) views.push({ name: 'Tree', draw: () => treeOf(json.value) });
  if (/^(text\/html|application\/xhtml\+xml)$/.test(body.type)) {
    views.push({ name: 'Source', draw: () => textOf(text) }, { name: 'Preview', draw: () => preview(text) });
  } else {
    views.push({ name: 'Text', draw: () => textOf(text) });
  }
  return views;
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function treeOf(value: unknown): HTMLElement {
  const path = el('output', { class: 'hsfunc-path' });
  let chosen = '';
  const pathRow = el(
    'div',
    { class: 'hsfunc-bar', hidden: true },
    el('span', { class: 'hsfunc-hint' }, 'JSONPath'),
    path,
    copyButton('Copy path', () => chosen)
  );
  const tree = new JsonTree('JSON', value, written => {
    chosen = written;
    path.replaceChildren(el('span', {}, written));
    pathRow.hidden = written === WHOLE; // of which nobody needs a path
  });
  const long = isLong(countRows(value, SCREEN));
  if (!long) tree.openAll();
  const search = searchBox(
    'Search keys and values',
    words => findInJson(value, words, MOST_FOUND),
    found => {
      tree.reveal(found);
    }
  );
  const area = el('div', { class: 'hsfunc-scroll' }, tree.node);
  // The path stands below: what one has just clicked does not move.
  return el('div', {}, searchRow(search, area, long), area, pathRow);
}

function textOf(text: string): HTMLElement {
  const rows = new TextRows('Text of the body', text);
  const search = searchBox(
    'Search',
    words => rows.find(words, MOST_FOUND),
    at => {
      rows.reveal(at);
    }
  );
  const area = el('div', {}, rows.rows.node);
  return el('div', {}, searchRow(search, area, isLong(rows.count)), area);
}

function image(body: Body): HTMLElement {
  const data = body.base64 ?? inBase64(body.text ?? '');
  // In an image element nothing runs and nothing is fetched, not even of an SVG.
  return el('img', {
    class: 'hsfunc-image',
    alt: 'The image that the function sent',
    src: `data:${body.type};base64,${data}`
  });
}

/** A text's UTF-8 bytes, piece by piece: a call takes no more than some ten thousand arguments. */
function inBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let letters = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    letters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(letters);
}

function bytesOf(body: Body): Uint8Array {
  try {
    return Uint8Array.from(atob(body.base64 ?? ''), letter => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
