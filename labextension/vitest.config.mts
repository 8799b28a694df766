/** How the unit tests run: in jsdom, with what the root's package.json installs. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    setupFiles: ['tests/setup.ts'],
    include: ['tests/**/*.test.ts'],
    // JupyterLab's and Lumino's packages are written for a bundler.
    server: { deps: { inline: [/@jupyterlab/, /@lumino/, /@codemirror/, /@lezer/, /@jupyter/] } }
  }
});
