/** The mime extensions as JupyterLab reads them. */

import { expect, test } from 'vitest';

import extensions, { FIGURES_MIME_TYPE, MIME_TYPE } from '../src/mime';

test('they are preferred to HTML and drawn in untrusted notebooks', () => {
  for (const { rendererFactory } of extensions) {
    expect(rendererFactory.safe).toBe(true);
    expect(rendererFactory.defaultRank).toBeLessThan(50);
  }
  expect(extensions.map(({ rendererFactory }) => rendererFactory.mimeTypes)).toEqual([
    [MIME_TYPE],
    [FIGURES_MIME_TYPE]
  ]);
});
