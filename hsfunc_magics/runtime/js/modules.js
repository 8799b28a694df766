'use strict';
// Loads the function's file: compiled under its own name, so that stack lines are the user's, and with a `require`
// that knows Node's built-ins and the preloaded packages, with those that they bring along, only.

const { existsSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');
const p = require('./primordials.js');
const { prepareBuiltin } = require('./builtins.js');
const { setPackagesRoot, withoutFolders } = require('./describe.js');
const { preparePromises } = require('./promised_files.js');
const { leave } = require('./tmp.js');

const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];
const compile = Module.prototype._compile;
const resolveFilename = Module._resolveFilename;
const { builtinModules } = Module;
// Node 18.0 to 18.5 have no isBuiltin.
const isBuiltin = Module.isBuiltin || ((name) => builtinModules.includes(p.startsWith(name, 'node:') ? p.slice(name, 5) : name));
// A name, not a path; behind it a path in the package.
const PACKAGE = /^(?:@[^/]+\/)?[^/.@#][^/]*(?=\/|$)/;
let packages = [];
let packagesRoot = '';
let packagesModule = null;
// Whether the function finds no packages at all.
let alone = false;
// Packages that the function has required although nobody promises them.
const brought = p.setPrototypeOf([], null);
let functionModule = null;
let imports = null;

/** `root`: the folder whose node_modules has the packages; `names`: those that are promised; null for none at all. */
function usePackages(root, names) {
  alone = names === null;
  packages = p.setPrototypeOf(alone ? [] : [...names], null);
  packagesRoot = root;
  packagesModule = new Module(path.join(root, 'packages.js'), null);
  packagesModule.filename = packagesModule.id;
  packagesModule.paths = p.setPrototypeOf([path.join(root, 'node_modules')], Array.prototype);
  setPackagesRoot(root);
  leave(root);
}

function has(list, name) {
  for (let i = 0; i < list.length; i += 1) if (list[i] === name) return true;
  return false;
}

/** The package of a name that a function may require: a preloaded one, or one that they bring along. */
function packageOf(request) {
  if (alone) return undefined;
  if (has(packages, request)) return request;
  const found = p.exec(PACKAGE, request);
  // With `..` a function could leave the packages.
  if (found === null || p.indexOf(request, '..') >= 0) return undefined;
  const name = found[0];
  return has(packages, name) || existsSync(path.join(packagesRoot, 'node_modules', name)) ? name : undefined;
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
  const name = packageOf(request);
  if (name === undefined) throw notFound(request, functionModule.filename);
  try {
    const file = p.apply(resolveFilename, Module, [request, packagesModule, false]);
    if (!has(packages, name) && !has(brought, name)) brought[brought.length] = name;
    return file;
  } catch (error) {
    // A file that the package does not have: Node's own error names the packages' folder.
    throw error.code === 'MODULE_NOT_FOUND' ? notFound(request, functionModule.filename) : error;
  }
};

/** Compiles a package's file under its name in the packages' folder, which is the one that stacks then show. */
Module.prototype._compile = function _compile(source, filename, ...rest) {
  // What it imports does not pass here.
  preparePromises();
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
  if (packageOf(specifier) !== undefined) {
    let file;
    try {
      file = Module._resolveFilename(specifier, functionModule);
    } catch {
      // A file that the package does not have.
    }
    if (file !== undefined) {
      preparePromises();
      return importByNode()(p.String(pathToFileURL(file)));
    }
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
  p.apply(compile, module, ['module.exports = require;', module.filename]);
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

module.exports = { brought, load, packageOf, preload, syntaxProblem, usePackages };
