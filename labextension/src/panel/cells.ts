/** The texts of the cells that panel and palette insert. */

import { endpointsOf, type State } from './state';

export const LOAD = '%load_ext hsfunc_magics';

const WITH_BODY = ['POST', 'PUT', 'PATCH'];
const PLAIN = /^[\w./~-]+$/;
const LOADS = /^\s*%(?:re)?load_ext\s+hsfunc_magics\s*$/m;

/** The cell that calls an endpoint. */
export function callCell(method: string, endpoint: string): string {
  // A brace begins a Python value there.
  return `%hscall ${method} ${quoted(endpoint.replace(/[{}]/g, '$&$&'))}${WITH_BODY.includes(method) ? " -d '{}'" : ''}`;
}

/** The cell that calls a function of a project by its uid. */
export function callUidCell(uid: string): string {
  return `%hscall --uid ${quoted(uid)} --parameters '{}'`;
}

/** The cell that opens the editor of a project's JSON files. */
export function editProjectCell(project: string): string {
  return `%hs edit --project ${quoted(project)}`;
}

/** The cell of a new function, under a name that is free. */
export function newFunctionCell(state: State): string {
  const taken = new Set(endpointsOf(state).map(({ endpoint }) => endpoint.name));
  let name = 'my-function';
  for (let number = 2; taken.has(name); number++) name = `my-function-${number}`;
  return `%%hsfunction ${name}\nsendResponse({ body: { message: 'Hello' } });`;
}

/** The cell that opens the editor of a folder's serverless.json; of the only one where none is named. */
export function editCell(folder?: string): string {
  return folder === undefined ? '%hs edit' : `%hs edit ${quoted(folder)}`;
}

/** The cell that writes a folder to disk, there where the user has said. */
export function exportCell(state: State, folder: string, directory: string): string {
  const only = state.folders.length > 1 ? ` --folder ${quoted(folder)}` : '';
  return `%hs export ${quoted(directory)}${only}`;
}

/** The cell that writes a project to disk, under its name. */
export function exportProjectCell(project: string): string {
  return `%hs export ${quoted(project)} --project`;
}

/** The cell that shows the source of an endpoint. */
export function showCell(endpoint: string): string {
  return `%hs show ${quoted(endpoint)}`;
}

/** The cell that begins anew; the question has been answered. */
export function resetCell(secrets: boolean): string {
  return `%hs reset --yes${secrets ? ' --secrets' : ''}`;
}

/** Whether a cell loads the extension. */
export function loads(source: string): boolean {
  return LOADS.test(source);
}

/** A word as a POSIX shell reads it: the magics split their lines so. */
function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replace(/'/g, `'"'"'`)}'`;
}
