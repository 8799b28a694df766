/** The mime extension as JupyterLab reads it. */

import { expect, test } from 'vitest';

import extension, { MIME_TYPE } from '../src/mime';

test('it is preferred to HTML and drawn in untrusted notebooks', () => {
  expect(extension.rendererFactory.safe).toBe(true);
  expect(extension.rendererFactory.defaultRank).toBeLessThan(50);
  expect(extension.rendererFactory.mimeTypes).toEqual([MIME_TYPE]);
});
