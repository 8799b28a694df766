/** The plugins of the extension. Each lives in a folder of its own; who draws executions is told in mime.ts. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { highlightingPlugin } from './highlighting/plugin';
import { jsonEditorPlugin } from './jsonEditor/plugin';
import { notebookPlugin } from './notebook/plugin';
import { openedWidgetPlugin } from './openedWidget/plugin';
import { panelPlugin } from './panel/plugin';
import { syntaxErrorsPlugin } from './syntaxErrors/plugin';

/** Add a plugin here and write it in its own folder. */
const plugins: JupyterFrontEndPlugin<unknown>[] = [
  notebookPlugin,
  highlightingPlugin,
  syntaxErrorsPlugin,
  jsonEditorPlugin,
  openedWidgetPlugin,
  panelPlugin
];

export default plugins;
