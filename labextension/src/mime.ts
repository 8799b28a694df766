/** Tells JupyterLab and Notebook who draws an execution, and who draws figures. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { ExecutionWidget } from './execution/widget';
import { FiguresWidget } from './figures/widget';

export const MIME_TYPE = 'application/vnd.hsfunc.execution+json';
export const FIGURES_MIME_TYPE = 'application/vnd.hsfunc.figures+json';

const DEFAULT_RANK = 40; // before text/html, which is 50

const extensions: IRenderMime.IExtension[] = [
  {
    id: 'hsfunc-magics:execution',
    description: 'Draws the execution of a HubSpot serverless function.',
    dataType: 'json',
    rendererFactory: {
      // Drawn in untrusted notebooks, too: nothing of what a function sent is ever taken as markup.
      safe: true,
      mimeTypes: [MIME_TYPE],
      defaultRank: DEFAULT_RANK,
      createRenderer: options => new ExecutionWidget(options)
    }
  },
  {
    id: 'hsfunc-magics:figures',
    description: 'Draws what was measured: limits, series of calls, load times.',
    dataType: 'json',
    rendererFactory: {
      safe: true,
      mimeTypes: [FIGURES_MIME_TYPE],
      defaultRank: DEFAULT_RANK,
      createRenderer: options => new FiguresWidget(options)
    }
  }
];

export default extensions;
