/** The output area's widget for a view with figures. The code that draws is loaded with the first one. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';

/** Draws what a mime model carries: from its metadata, where the figures are, else from its data. */
export class FiguresWidget extends Widget implements IRenderMime.IRenderer {
  private readonly mimeType: string;

  constructor(options: IRenderMime.IRendererOptions) {
    super();
    this.mimeType = options.mimeType;
    this.addClass('hsfunc-execution');
    this.addClass('hsfunc-figures');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { drawFigures } = await import('./view');
    this.node.replaceChildren(...drawFigures(model.data[this.mimeType], model.metadata.hsfunc));
  }
}
