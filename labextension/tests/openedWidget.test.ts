/** A widget whose kernel has ended says so, and offers to open it again. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { expect, test, vi } from 'vitest';

import { type Host, MIME_TYPE, OpenedWidget, WIDGET_VIEW } from '../src/openedWidget/renderer';

const MODEL = {
  data: {
    [MIME_TYPE]: { version: 1, what: 'editor of <b>app</b>' },
    [WIDGET_VIEW]: { model_id: 'the-model' },
    'text/plain': 'app.functions'
  },
  metadata: {}
} as unknown as IRenderMime.IMimeModel;

function opened(changes: Partial<Host> = {}): {
  widget: OpenedWidget;
  host: Host;
  inner: Widget;
  end: () => void;
} {
  const inner = new Widget();
  inner.node.textContent = 'the editor';
  const renderer = Object.assign(inner, { renderModel: vi.fn().mockResolvedValue(undefined) });
  let end = (): void => undefined;
  const host: Host = {
    renderer: () => Promise.resolve(renderer),
    alive: vi.fn().mockResolvedValue(true),
    onEnd: (_, act) => {
      end = act;
      return vi.fn();
    },
    again: vi.fn(),
    ...changes
  };
  const widget = new OpenedWidget(host);
  void widget.renderModel(MODEL);
  Widget.attach(widget, document.body);
  return {
    widget,
    host,
    inner,
    end: () => {
      end();
    }
  };
}

test('a widget that its kernel has is drawn as ever', async () => {
  const { widget, host, end } = opened();
  await vi.waitFor(() => {
    expect(host.alive).toHaveBeenCalledWith(widget.node, 'the-model');
  });
  expect(widget.node.textContent).toBe('the editor');
  end();
  await vi.waitFor(() => {
    expect(widget.node.querySelector('button')).not.toBeNull();
  });
  expect(widget.node.textContent).toContain('The editor of <b>app</b> has ended with its kernel.');
  expect(widget.node.textContent).not.toContain('the editor');
  widget.node.querySelector('button')?.click();
  expect(host.again).toHaveBeenCalledOnce();
  end();
  expect(widget.node.querySelectorAll('button')).toHaveLength(1);
  widget.dispose();
});

test('one that no kernel has, as after a reload, says so at once', async () => {
  const { widget } = opened({ alive: () => Promise.resolve(false) });
  await vi.waitFor(() => {
    expect(widget.node.querySelector('button')?.textContent).toBe('Open it again');
  });
  expect(widget.node.querySelector('b')).toBeNull();
  widget.dispose();
});

test('where nobody draws widgets its text stands', async () => {
  const { widget } = opened({ renderer: () => Promise.resolve(null) });
  await vi.waitFor(() => {
    expect(widget.node.textContent).toBe('app.functions');
  });
  widget.dispose();
});
