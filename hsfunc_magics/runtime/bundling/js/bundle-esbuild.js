'use strict';
// Bundles with esbuild. Reads {tool, work, entries, external, major, minify} as JSON from stdin, writes
// {version, results} to stdout, and in `results` {code, map, inputs, problems} by the name of the entry.

const fs = require('node:fs');
const path = require('node:path');

const asked = JSON.parse(fs.readFileSync(0, 'utf8'));
const esbuild = require(path.join(asked.tool, 'node_modules', 'esbuild'));
const packages = path.join(asked.work, 'node_modules') + path.sep;

function isExternal(request) {
  return asked.external.some((name) => request === name || request.startsWith(name + '/'));
}

/** What the function's own files may require: preloaded packages stay outside, nothing leads out of the folder. */
const ownRequires = {
  name: 'own-requires',
  setup(build) {
    build.onResolve({ filter: /.*/ }, (args) => {
      if (args.kind === 'entry-point' || args.importer.startsWith(packages)) return undefined;
      if (isExternal(args.path)) return { path: args.path, external: true };
      if (!/^\.{0,2}\//.test(args.path)) return undefined;
      const target = path.resolve(args.resolveDir, args.path);
      if (target.startsWith(asked.work + path.sep)) return undefined;
      return { errors: [{ text: `${args.path} lies outside the folder` }] };
    });
  },
};

function problem(told) {
  const position = told.location;
  const missing = /^Could not resolve "(.+)"$/.exec(told.text);
  return {
    text: told.text,
    missing: missing ? missing[1] : null,
    file: position ? position.file : '',
    line: position ? position.line : 0,
    // esbuild counts bytes, everyone else UTF-16 units.
    column: position ? Buffer.from(position.lineText).subarray(0, position.column).toString().length + 1 : 0,
  };
}

async function bundle(entry) {
  const answer = { code: '', map: '', inputs: [], problems: [] };
  try {
    const result = await esbuild.build({
      absWorkingDir: asked.work,
      entryPoints: ['./' + entry],
      outfile: 'bundle.js',
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: `node${asked.major}`,
      sourcemap: 'external',
      sourcesContent: false,
      preserveSymlinks: true,
      minify: asked.minify,
      charset: 'utf8',
      tsconfigRaw: '{}',
      logLevel: 'silent',
      metafile: true,
      write: false,
      plugins: [ownRequires],
    });
    answer.map = result.outputFiles.find((file) => file.path.endsWith('.map')).text;
    answer.code = result.outputFiles.find((file) => !file.path.endsWith('.map')).text;
    answer.inputs = Object.keys(result.metafile.inputs);
  } catch (error) {
    if (!Array.isArray(error.errors) || error.errors.length === 0) throw error;
    answer.problems = error.errors.map(problem);
  }
  return answer;
}

async function main() {
  const results = {};
  await Promise.all(
    asked.entries.map(async (entry) => {
      results[entry] = await bundle(entry);
    }),
  );
  fs.writeFileSync(1, JSON.stringify({ version: esbuild.version, results }));
}

main();
