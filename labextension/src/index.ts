/** The plugins of the extension. Each lives in a folder of its own; the view of an execution is in mime.ts. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/** Add a plugin here and write it in its own folder: `src/highlighting/`, `src/panel/`. */
const plugins: JupyterFrontEndPlugin<unknown>[] = [];

export default plugins;
