'use strict';
// Starts the harness. Its files are compiled under the folder where Lambda keeps its own runtime: user code sees them
// in the stacks that it takes, and must not see where this machine keeps them.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { compileFunction } = require('node:vm');

const SHOWN = '/var/runtime';
const PARAMETERS = ['module', 'require', '__dirname'];
const loaded = { __proto__: null };

/** What another file of the harness, or Node, exports. Some are loaded late, when they are needed. */
function load(name) {
  if (!name.startsWith('./')) return require(name);
  if (loaded[name] === undefined) {
    const file = name.slice(2);
    const module = (loaded[name] = { exports: {} });
    const source = readFileSync(join(__dirname, file), 'utf8');
    compileFunction(source, PARAMETERS, { filename: `${SHOWN}/${file}` })(module, load, SHOWN);
  }
  return loaded[name].exports;
}

// The function must not find the harness among its modules.
delete require.cache[__filename];

// In a worker another file comes first.
if (require.main === module) {
  load('./main.js');
  process.mainModule = undefined;
}

module.exports = { load };
