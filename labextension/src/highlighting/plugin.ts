/** Puts our cells into JupyterLab's IPython language, with its own parsers of JavaScript and JSON. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { LanguageSupport } from '@codemirror/language';

/** JupyterLab opens notebooks when its plugins are ready: every editor gets the language that this one leaves. */
export const highlightingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'hsfunc-magics:highlighting',
  description:
    'Reads the cells of %%hsfunction as JavaScript, those of %%hscall as JSON, those of %%hsmock as either.',
  autoStart: true,
  requires: [IEditorLanguageRegistry],
  activate: (_: JupyterFrontEnd, languages: IEditorLanguageRegistry): void => {
    const ipython = languages.findByMIME('text/x-ipython');
    if (ipython === null) return;
    if (ipython.support) {
      void mixed(languages, ipython.support).then(support => (ipython.support = support));
    } else if (ipython.load) {
      // The parsers of three languages: nobody waits for them before the first cell is opened. JupyterLab's own load keeps
      // the language without our cells where it is called: an editor that opens before ours is ready would have that.
      const load = ipython.load.bind(Object.create(ipython) as typeof ipython);
      Object.assign(ipython, { load: async () => mixed(languages, await load()) });
    }
  }
};

/** IPython's language with our cells in it; as it was where something of that is not there. */
async function mixed(languages: IEditorLanguageRegistry, ipython: LanguageSupport): Promise<LanguageSupport> {
  try {
    const [{ withCells }, javascript, json] = await Promise.all([
      import('./language'),
      languages.getLanguage('text/javascript'),
      languages.getLanguage('application/json')
    ]);
    if (!javascript?.support || !json?.support) return ipython;
    return withCells(ipython, {
      JavaScript: javascript.support.language.parser,
      JSON: json.support.language.parser
    });
  } catch (problem) {
    // Python's own highlighting must not be lost for ours.
    console.warn('hsfunc-magics: cells are not highlighted.', problem);
    return ipython;
  }
}
