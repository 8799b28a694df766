/** Gives the JSON fields of our widgets an editor of JupyterLab's, with its colours, folding and keys. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorServices } from '@jupyterlab/codeeditor';

import { EVENT, isQuestion } from './question';

export const jsonEditorPlugin: JupyterFrontEndPlugin<void> = {
  id: 'hsfunc-magics:json-editor',
  description: 'Edits serverless.json in the folder editor as JupyterLab edits JSON.',
  autoStart: true,
  requires: [IEditorServices],
  activate: (_: JupyterFrontEnd, services: IEditorServices): void => {
    document.addEventListener(EVENT, event => {
      const { detail } = event as CustomEvent<unknown>;
      if (!isQuestion(detail)) return;
      import('./editor').then(
        ({ mount }) => {
          mount(services, detail);
        },
        (problem: unknown) => {
          // The widget keeps the plain field that it has.
          console.warn('hsfunc-magics: JSON is edited without colours.', problem);
        }
      );
    });
  }
};
