/** The output area's widget for an execution. The code that draws is loaded with the first execution. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';

/** Draws what a mime model carries. */
export class ExecutionWidget extends Widget implements IRenderMime.IRenderer {
  private readonly mimeType: string;

  constructor(options: IRenderMime.IRendererOptions) {
    super();
    this.mimeType = options.mimeType;
    this.addClass('hsfunc-execution');
    // Arrows and letters belong to the tabs, trees and fields here, not to the notebook's shortcuts.
    this.node.dataset.lmSuppressShortcuts = 'true';
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { drawExecution } = await import('./view');
    this.node.replaceChildren(drawExecution(model.data[this.mimeType], model.metadata.hsfunc));
  }
}
