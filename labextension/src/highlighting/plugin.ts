/** Puts our cells into JupyterLab's IPython language, with its own parsers of JavaScript and JSON. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';

import { withCells } from './language';

/** JupyterLab opens notebooks when its plugins are ready: every editor gets the language that this one leaves. */
export const highlightingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'hsfunc-magics:highlighting',
  description: 'Reads the cells of %%hsfunction as JavaScript, those of %%hscall as JSON.',
  autoStart: true,
  requires: [IEditorLanguageRegistry],
  activate: async (_: JupyterFrontEnd, languages: IEditorLanguageRegistry): Promise<void> => {
    const [ipython, javascript, json] = await Promise.all(
      ['text/x-ipython', 'text/javascript', 'application/json'].map(mime => languages.getLanguage(mime))
    );
    if (!ipython?.support || !javascript?.support || !json?.support) return;
    ipython.support = withCells(ipython.support, {
      JavaScript: javascript.support.language.parser,
      JSON: json.support.language.parser
    });
  }
};
