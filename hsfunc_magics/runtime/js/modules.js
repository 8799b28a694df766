'use strict';
// Loads the function's file: compiled under its own name, so that stack lines are the user's, and with a `require`
// that knows Node's built-ins and the preloaded packages only.

const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');
const p = require('./primordials.js');
const { prepareBuiltin } = require('./builtins.js');
const { setPackagesRoot, withoutFolders } = require('./describe.js');

const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];
const compile = Module.prototype._compile;
const resolveFilename = Module._resolveFilename;
const { builtinModules } = Module;
// Node 18.0 to 18.5 have no isBuiltin.
const isBuiltin = Module.isBuiltin || ((name) => builtinModules.includes(p.startsWith(name, 'node:') ? p.slice(name, 5) : name));
let packages = [];
let packagesModule = null;
let functionModule = null;
let imports = null;

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
    // With `..` a function could reach the packages that a preloaded one depends on.
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

/** The syntax error of `source` and its position: {message, line, column, text}; undefined where it compiles. */
function syntaxProblem(source, filename) {
  try {
    vm.compileFunction(source, WRAPPER, { filename });
    return undefined;
  } catch (error) {
    const lines = p.split(p.String(error.stack), '\n');
    const position = p.exec(/:(\d+)$/, lines[0]);
    const column = lines.length > 2 ? p.indexOf(lines[2], '^') + 1 : 0;
    return {
      __proto__: null,
      type: p.String(error.name),
      message: p.String(error.message),
      line: position ? p.Number(position[1]) : 0,
      column,
      text: lines.length > 1 ? lines[1] : '',
    };
  }
}

/** The function's `import()`: gives the modules that it can require, and otherwise throws Node's own error. */
function importModule(specifier) {
  if (isBuiltin(specifier)) {
    prepareBuiltin(specifier);
    return importByNode()(specifier);
  }
  if (isPreloaded(specifier)) {
    let file;
    try {
      file = Module._resolveFilename(specifier, functionModule);
    } catch {
      // A file that the package does not have.
    }
    if (file !== undefined) return importByNode()(p.String(pathToFileURL(file)));
  }
  const what = p.exec(/^(\.{0,2}\/|file:)/, specifier) === null ? 'package' : 'module';
  const error = new p.Error(`Cannot find ${what} '${specifier}' imported from ${functionModule.filename}`);
  error.code = 'ERR_MODULE_NOT_FOUND';
  throw error;
}

/** Node's own `import()`, which the harness, being compiled without a file of its own, does not have. */
function importByNode() {
  if (imports === null) {
    p.apply(compile, packagesModule, ['module.exports = (specifier) => import(specifier);', packagesModule.filename]);
    imports = packagesModule.exports;
  }
  return imports;
}

/** The `require` of a module, which only Node can make. */
function requireOf(module) {
  module._compile('module.exports = require;', module.filename);
  const require = module.exports;
  module.exports = {};
  return require;
}

/** Runs the file and returns its module. Throws what the file throws. */
function load(source, filename) {
  const module = new Module(filename, null);
  module.filename = filename;
  module.paths = [];
  functionModule = module;
  const require = requireOf(module);
  const run = vm.compileFunction(source, WRAPPER, { filename, importModuleDynamically: importModule });
  p.apply(run, module.exports, [module.exports, require, module, filename, path.dirname(filename)]);
  module.loaded = true;
  return module;
}

module.exports = { load, preload, syntaxProblem, usePackages };
