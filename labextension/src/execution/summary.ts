/** Draws what stands above the tabs: the header line, redirects, the error and the notes. */

import { badge } from './badge';
import { drawCarried, headlineOf } from './carriedErrors';
import { drawCors } from './cors';
import { button, type Child, el, fill } from './dom';
import { notebook } from './notebookBridge';
import type { ErrorData, ExecutionData, Figures, Note, Ran, Step } from './model';
import { positionButton } from './positions';
import { drawCitation } from './citation';

/** Everything above the tabs. */
export function drawSummary(data: ExecutionData, figures: Figures, ran: Ran): HTMLElement {
  return el(
    'div',
    { class: 'hsfunc-summary' },
    chain(data),
    headline(data, figures),
    ...data.notes.filter(note => note.first).map(firstNote),
    data.cors !== null && drawCors(data.cors),
    data.error !== null && drawError(data.error, ran),
    follow(data),
    notes(data)
  );
}

function headline(data: ExecutionData, figures: Figures): HTMLElement {
  const { status, reason, meaning, body } = data.response;
  const failed = data.error !== null || data.cors?.outcome === 'blocked';
  const tone = failed || status >= 500 ? 'bad' : status < 300 ? 'ok' : 'other';
  const facts: Child[] = [
    fact(
      'Time',
      figures.elapsed === null
        ? null
        : `${figures.elapsed.toLocaleString('en', { maximumFractionDigits: 1 })} ms`
    ),
    fact('Memory', figures.memory || null),
    fact('Size', `${(body?.size ?? 0).toLocaleString('en')} bytes`),
    fact('Instance', figures.cold === null ? null : figures.cold ? 'cold' : 'warm'),
    fact('Platform', data.platform)
  ];
  return el(
    'div',
    { class: 'hsfunc-headline' },
    data.byUid === null && badge(data.request.method),
    el('code', { class: 'hsfunc-url' }, data.byUid === null ? data.request.url : `uid:${data.byUid}`),
    el(
      'span',
      { class: `hsfunc-status hsfunc-${tone}`, title: meaning },
      status === 0 ? 'not sent' : `${status} ${reason}`.trim()
    ),
    meaning !== '' && el('span', { class: 'hsfunc-hidden' }, meaning),
    data.status !== null && data.status !== 'SUCCESS' && el('span', { class: 'hsfunc-hint' }, data.status),
    ...facts
  );
}

function fact(name: string, value: string | null): Child {
  return (
    value !== null &&
    el('span', { class: 'hsfunc-fact' }, el('span', { class: 'hsfunc-hint' }, `${name} `), value)
  );
}

function chain(data: ExecutionData): Child {
  if (data.history.length === 0) return null;
  const step = ({ method, url, status, reason, location }: Step): HTMLElement =>
    el(
      'li',
      {},
      `${method} `,
      el('code', {}, url),
      ` → ${status} ${reason}`,
      location !== null && ` → ${location}`
    );
  return el('ol', { class: 'hsfunc-chain', 'aria-label': 'Redirects on the way' }, ...data.history.map(step));
}

function follow(data: ExecutionData): Child {
  const { location } = data;
  if (location === null) return null;
  const keeps = data.response.status === 307 || data.response.status === 308;
  const method = keeps || data.request.method === 'HEAD' ? data.request.method : 'GET';
  const line = followLine(method, location);
  const { bridge } = notebook;
  const press = button('Follow', () => {
    if (line !== null) bridge?.run(press, line);
  });
  return el(
    'p',
    {},
    'Redirects to ',
    el('code', {}, location),
    ' ',
    bridge !== null && line !== null && !(keeps && data.request.body !== null) && press
  );
}

/** The cell that follows a redirect; null where the address is none that a call can have. */
export function followLine(method: string, location: string): string | null {
  let url: URL;
  try {
    url = new URL(location);
  } catch {
    return null;
  }
  // What URL leaves of quotes, backslashes and line breaks would end the word or the line.
  if (!/^https?:$/.test(url.protocol) || !/^[A-Z]+$/.test(method)) return null;
  const words = url.href.replace(/['\\\s]/g, encodeURIComponent).replace(/'/g, '%27');
  return `%hscall ${method} '${words}'`;
}

/** The error with its position and the lines around it, the word at its column highlighted. */
export function drawError(error: ErrorData, ran: Ran): HTMLElement {
  const root = el(
    'div',
    { class: 'hsfunc-failure', role: 'alert' },
    el('p', {}, el('strong', {}, headlineOf(error)))
  );
  if (error.line > 0) {
    const { file, line, column } = error;
    const label = `${file}, line ${line}, column ${column}`;
    const linked = notebook.bridge !== null;
    root.append(el('p', {}, linked ? positionButton(label, { file, line, column }, ran) : label));
  }
  if (error.source.trim() !== '' && error.column > 0) root.append(sourceOf(error));
  if (error.hint !== '') root.append(el('p', {}, error.hint));
  fill(root, ...drawCarried(error, ran));
  return root;
}

/** The lines around an error, the word at its column highlighted. */
function sourceOf(error: ErrorData): HTMLElement {
  const at = Math.min(error.column - 1, error.source.length);
  const end = at + Math.max(1, /^[\w$]+/.exec(error.source.slice(at))?.[0].length ?? 1);
  const width = String(error.line + error.after.length).length;
  const line = (number: number, ...text: Child[]): HTMLElement =>
    el('div', {}, el('span', { class: 'hsfunc-hint' }, `${String(number).padStart(width)} | `), ...text);
  return el(
    'pre',
    { class: 'hsfunc-source', tabindex: 0, role: 'region', 'aria-label': 'Source' },
    ...error.before.map((text, index) => line(error.line - error.before.length + index, text)),
    line(
      error.line,
      error.source.slice(0, at),
      el('mark', {}, error.source.slice(at, end) || ' '),
      error.source.slice(end)
    ),
    ...error.after.map((text, index) => line(error.line + 1 + index, text))
  );
}

function notes(data: ExecutionData): Child {
  const later = data.notes.filter(note => !note.first);
  if (later.length === 0) return null;
  return el(
    'ul',
    { class: 'hsfunc-notes', 'aria-label': 'Notes' },
    ...later.map(note => el('li', {}, `${note.text} `, drawCitation(note.source)))
  );
}

/** Why the response goes wrong, with a button for the cell that it names. */
function firstNote(note: Note): HTMLElement {
  const line = secretLine(note.text);
  const { bridge } = notebook;
  const press = button(
    'Insert and run it',
    () => {
      if (line !== null) bridge?.run(press, line);
    },
    { title: 'In a new cell below, which asks for the value' }
  );
  return el(
    'p',
    { class: 'hsfunc-first', role: 'alert' },
    `${note.text} `,
    bridge !== null && line !== null && press,
    ' ',
    drawCitation(note.source)
  );
}

/** The cell that adds or changes a secret, as a note names it; null where it names none, or one in general. */
export function secretLine(text: string): string | null {
  // Whoever wrote the notebook wrote the note: nothing but this and a name is run.
  const found = /%hs secrets (?:add|update) ([A-Za-z_]\w{0,99})(?!\w)/.exec(text);
  return found === null || found[1] === 'NAME' ? null : found[0];
}
