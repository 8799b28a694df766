'use strict';
// Bundles with webpack, as bundle-esbuild.js does with esbuild: the same question, the same answer.

const fs = require('node:fs');
const path = require('node:path');

const asked = JSON.parse(fs.readFileSync(0, 'utf8'));
const webpack = require(path.join(asked.tool, 'node_modules', 'webpack'));
const out = path.join(asked.work, '.out');
const packages = path.join(asked.work, 'node_modules');

function isExternal(request) {
  return asked.external.some((name) => request === name || request.startsWith(name + '/'));
}

/** What the function's own files may require: preloaded packages stay outside, nothing leads out of the folder. */
function ownRequires({ context, request }, callback) {
  if ((context + path.sep).startsWith(packages + path.sep)) return callback();
  if (isExternal(request)) return callback(null, `commonjs ${request}`);
  if (/^\.{0,2}\//.test(request)) {
    const target = path.resolve(context, request);
    if (!target.startsWith(asked.work + path.sep)) return callback(new Error(`${request} lies outside the folder`));
  }
  return callback();
}

function problem(error) {
  const missing = /Can't resolve '(.+?)' in/.exec(error.message);
  // "3:10-24" where webpack counts; "(3:10)" in the words of its parser.
  const position = /^(\d+):(\d+)/.exec(error.loc || '') || /\((\d+):(\d+)\)/.exec(error.message);
  const text = error.message.split('\n')[0].split(asked.work + path.sep).join('').split(asked.work).join('the folder');
  return {
    text,
    missing: missing ? missing[1] : null,
    file: (error.moduleName || '').replace(/^\.\//, ''),
    line: position ? Number(position[1]) : 0,
    column: position ? Number(position[2]) + 1 : 0,
  };
}

function inputs(compilation) {
  const found = new Set();
  for (const module of compilation.modules) {
    // Modules that were joined into one are listed in it.
    for (const part of module.modules || [module]) {
      if (part.resource) found.add(path.relative(asked.work, part.resource));
    }
  }
  return [...found];
}

function bundle(entry) {
  const compiler = webpack({
    context: asked.work,
    mode: 'none',
    target: `node${asked.major}`,
    entry: './' + entry,
    devtool: 'hidden-source-map',
    output: {
      path: out,
      filename: 'bundle.js',
      library: { type: 'commonjs2' },
      devtoolModuleFilenameTemplate: '[absolute-resource-path]',
    },
    resolve: { symlinks: false, modules: [packages, 'node_modules'] },
    externals: [ownRequires],
    optimization: { minimize: asked.minify, nodeEnv: false },
    node: false,
    performance: false,
    cache: false,
  });
  return new Promise((resolve, reject) => {
    compiler.run((failure, stats) => {
      if (failure) return reject(failure);
      const answer = { code: '', map: '', inputs: [], problems: [] };
      if (stats.hasErrors()) {
        answer.problems = stats.toJson({ all: false, errors: true, moduleTrace: false }).errors.map(problem);
      } else {
        answer.code = fs.readFileSync(path.join(out, 'bundle.js'), 'utf8');
        answer.map = fs.readFileSync(path.join(out, 'bundle.js.map'), 'utf8');
        answer.inputs = inputs(stats.compilation);
      }
      return compiler.close(() => resolve(answer));
    });
  });
}

async function main() {
  const results = {};
  for (const entry of asked.entries) results[entry] = await bundle(entry);
  fs.writeFileSync(1, JSON.stringify({ version: webpack.version, results }));
}

main();
