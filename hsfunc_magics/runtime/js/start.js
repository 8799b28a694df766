'use strict';
// Starts the harness. Its files are compiled under the folder where Lambda keeps its own runtime: user code sees them
// in the stacks that it takes, and must not see where this machine keeps them.

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const SHOWN = '/var/runtime';
const PARAMETERS = ['module', 'require', '__dirname'];
const loaded = { __proto__: null };

/** What another file of the harness, or Node, exports. */
function load(name) {
  if (!name.startsWith('./')) return require(name);
  if (loaded[name] === undefined) {
    const file = name.slice(2);
    const module = (loaded[name] = { exports: {} });
    const source = fs.readFileSync(path.join(__dirname, file), 'utf8');
    vm.compileFunction(source, PARAMETERS, { filename: `${SHOWN}/${file}` })(module, load, SHOWN);
  }
  return loaded[name].exports;
}

load('./main.js');

// The function must not find the harness among its modules.
process.mainModule = undefined;
delete require.cache[__filename];
