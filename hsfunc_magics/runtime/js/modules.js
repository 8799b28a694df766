'use strict';
// Loads the function's file: compiled under its own name, so that stack lines are the user's, and with a `require`
// that knows Node's built-ins and the preloaded packages only.

const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const p = require('./primordials.js');
const { setPackagesRoot, withoutFolders } = require('./describe.js');

const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];
// Node 20.19 and later would load module syntax where the format is not said; before, a third argument asked for just
// that, and had a default.
const FORMAT = Module.prototype._compile.length > 2 ? ['commonjs'] : [];
const compile = Module.prototype._compile;
const resolveFilename = Module._resolveFilename;
const { builtinModules } = Module;
// Node 18.0 to 18.5 have no isBuiltin.
const isBuiltin = Module.isBuiltin || ((name) => builtinModules.includes(p.startsWith(name, 'node:') ? p.slice(name, 5) : name));
let packages = [];
let packagesModule = null;
let functionModule = null;

/** `root`: the folder whose node_modules has the packages; `names`: those that a function may require. */
function usePackages(root, names) {
  packages = p.setPrototypeOf([...names], null);
  packagesModule = new Module(path.join(root, 'packages.js'), null);
  packagesModule.filename = packagesModule.id;
  packagesModule.paths = p.setPrototypeOf([path.join(root, 'node_modules')], Array.prototype);
  setPackagesRoot(root);
}

function isPreloaded(request) {
  for (let i = 0; i < packages.length; i += 1) {
    // A step upwards would lead to the packages that a preloaded one depends on.
    if (request === packages[i] || (p.startsWith(request, packages[i] + '/') && p.indexOf(request, '..') < 0)) return true;
  }
  return false;
}

function notFound(request, filename) {
  const error = new p.Error(`Cannot find module '${request}'\nRequire stack:\n- ${filename}`);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = [filename];
  return error;
}

Module._resolveFilename = function resolve(request, parent, ...rest) {
  if (parent !== functionModule || functionModule === null || typeof request !== 'string' || isBuiltin(request)) {
    return p.apply(resolveFilename, Module, [request, parent, ...rest]);
  }
  if (!isPreloaded(request)) throw notFound(request, functionModule.filename);
  try {
    return p.apply(resolveFilename, Module, [request, packagesModule, false]);
  } catch (error) {
    // A file that the package does not have: Node's own error names the packages' folder.
    throw error.code === 'MODULE_NOT_FOUND' ? notFound(request, functionModule.filename) : error;
  }
};

/** Compiles a package's file under its name in the packages' folder, which is the one that stacks then show. */
Module.prototype._compile = function _compile(source, filename, ...rest) {
  return p.apply(compile, this, [source, withoutFolders(filename), ...rest]);
};

/** Loads packages ahead of the function that will require them. */
function preload(names) {
  for (let i = 0; i < names.length; i += 1) {
    try {
      packagesModule.require(names[i]);
    } catch {
      // The function meets the same error where it requires the package.
    }
  }
}

/** The place of a syntax error in `source`: {message, line, column, text}; undefined where it compiles. */
function syntaxProblem(source, filename) {
  try {
    vm.compileFunction(source, WRAPPER, { filename });
    return undefined;
  } catch (error) {
    const lines = p.split(p.String(error.stack), '\n');
    const place = p.exec(/:(\d+)$/, lines[0]);
    const column = lines.length > 2 ? p.indexOf(lines[2], '^') + 1 : 0;
    return {
      __proto__: null,
      type: p.String(error.name),
      message: p.String(error.message),
      line: place ? p.Number(place[1]) : 0,
      column,
      text: lines.length > 1 ? lines[1] : '',
    };
  }
}

/** Runs the file and returns its module. Throws what the file throws. */
function load(source, filename) {
  const module = new Module(filename, null);
  module.filename = filename;
  module.paths = [];
  functionModule = module;
  module._compile(source, filename, ...FORMAT);
  module.loaded = true;
  return module;
}

module.exports = { load, preload, syntaxProblem, usePackages };
