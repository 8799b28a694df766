/** Gives every code cell's editor the underline of its syntax error. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';

import { underline } from './underline';

export const syntaxErrorsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'hsfunc-magics:syntax-errors',
  description: 'Underlines the syntax error of a function in its cell.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  activate: (_: JupyterFrontEnd, extensions: IEditorExtensionRegistry): void => {
    extensions.addExtension({
      name: 'hsfunc-magics:syntax-errors',
      factory: ({ model }) => {
        const extension = underline(model);
        return extension && EditorExtensionRegistry.createImmutableExtension(extension);
      }
    });
  }
};
