/** Tells JupyterLab and Notebook who draws an execution. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { ExecutionWidget } from './execution/widget';

export const MIME_TYPE = 'application/vnd.hsfunc.execution+json';

const extension: IRenderMime.IExtension = {
  id: 'hsfunc-magics:execution',
  description: 'Draws the execution of a HubSpot serverless function.',
  dataType: 'json',
  rendererFactory: {
    // Drawn in untrusted notebooks, too: nothing of what a function sent is ever taken as markup.
    safe: true,
    mimeTypes: [MIME_TYPE],
    defaultRank: 40, // before text/html, which is 50
    createRenderer: options => new ExecutionWidget(options)
  }
};

export default extension;
