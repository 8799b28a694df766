/** A panel that makes its content when it is first shown, so that JupyterLab starts without loading it. */

import { Panel, type Widget } from '@lumino/widgets';

export class LazyPanel extends Panel {
  private filling: Promise<void> | null = null;

  /** `make` gives the content. */
  constructor(private readonly make: () => Promise<Widget>) {
    super();
  }

  protected override onAfterShow(): void {
    void this.fill();
  }

  protected override onAfterAttach(): void {
    if (this.isVisible) void this.fill();
  }

  protected override onActivateRequest(): void {
    void this.fill().then(() => {
      if (this.isVisible) this.widgets[0]?.activate();
    });
  }

  private fill(): Promise<void> {
    this.filling ??= this.make().then(
      widget => {
        this.node.replaceChildren();
        this.addWidget(widget);
      },
      () => {
        this.filling = null;
        this.node.textContent =
          'The panel could not be loaded. Is Jupyter’s server running? Show it again then.';
      }
    );
    return this.filling;
  }
}
