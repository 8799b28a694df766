/** Draws the context that main received, as a tree. */

import { button, el } from './dom';
import { notebook } from './notebookBridge';
import { findInJson } from './jsonPath';
import { JsonTree } from './jsonTree';
import { type ExecutionData, type Figures, isRecord } from './model';
import { drawCitation } from './citation';
import { searchBox } from './search';

/** Draws the tab of the context. */
export function drawContext(data: ExecutionData, figures: Figures): HTMLElement {
  const root = el('div', {});
  if (data.context === null) {
    root.append(el('p', { class: 'hsfunc-hint' }, 'The function did not run.'));
    return root;
  }
  draw(root, data, figures, data.context, data.omitted);
  return root;
}

function draw(
  root: HTMLElement,
  data: ExecutionData,
  figures: Figures,
  stored: Record<string, unknown>,
  omitted: Record<string, number>
): void {
  const context = figures.before === null ? stored : { ...stored, limits: figures.before };
  const marks = new Map(data.undocumented.keys.map(key => [key, 'undocumented']));
  const tree = new JsonTree('The context that main received', context, () => undefined, marks);
  const search = searchBox(
    'Search the context',
    words => findInJson(context, words, 1_000),
    found => {
      tree.reveal(found);
    }
  );
  root.replaceChildren(el('div', { class: 'hsfunc-bar' }, search), tree.node);
  if (marks.size > 0) {
    root.append(
      el(
        'p',
        {},
        'Keys marked as undocumented are there, but do not build on them. ',
        drawCitation(data.undocumented.source)
      )
    );
  }
  if (isRecord(context.secrets) && Object.keys(context.secrets).length > 0) {
    root.append(el('p', {}, 'Secrets are masked: main received their values.'));
  }
  const missing = Object.entries(omitted);
  if (missing.length > 0) root.append(rest(root, data, figures, missing));
}

function rest(
  root: HTMLElement,
  data: ExecutionData,
  figures: Figures,
  missing: [string, number][]
): HTMLElement {
  const names = missing.map(([key, size]) => `${key} (${size.toLocaleString('en')} characters)`).join(', ');
  const line = el('p', { role: 'status', class: 'hsfunc-hint' }, `… not stored in the notebook: ${names}. `);
  const { bridge } = notebook;
  if (bridge === null) {
    line.append(el('code', {}, 'execution.context'), ' has it.');
    return line;
  }
  const load = button('Load all', () => {
    load.disabled = true;
    bridge.ask(root, figures.id, 'context').then(
      answer => {
        if (isRecord(answer.json)) draw(root, data, figures, answer.json, {});
        else line.replaceChildren('The kernel does not have it any more: run the cell again.');
      },
      () => {
        line.replaceChildren('The kernel does not answer: run the cell again.');
      }
    );
  });
  line.append(load);
  return line;
}
