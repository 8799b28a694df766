/** How the unit tests run: in jsdom, with what the root's package.json installs. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    // A bound for what hangs; a busy machine takes ten times as long as a quiet one.
    testTimeout: 60_000,
    setupFiles: ['tests/setup.ts'],
    include: ['tests/**/*.test.ts'],
    // JupyterLab's and Lumino's packages are written for a bundler.
    server: { deps: { inline: [/@jupyterlab/, /@lumino/, /@codemirror/, /@lezer/, /@jupyter/] } }
  }
});
