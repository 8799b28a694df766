/** The plugins of the extension. Each lives in a folder of its own; who draws executions is told in mime.ts. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { notebookPlugin } from './notebook/plugin';
import { panelPlugin } from './panel/plugin';

/** Add a plugin here and write it in its own folder: `src/highlighting/`, `src/panel/`. */
const plugins: JupyterFrontEndPlugin<unknown>[] = [notebookPlugin, panelPlugin];

export default plugins;
