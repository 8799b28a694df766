'use strict';
// Whoever is outside the harness, a child process or a worker's first file, is told of /tmp by its real name.

const p = require('./primordials.js');

const replace = p.uncurryThis(String.prototype.replace);
let folder = '';
let named = null;

/** The instance's folder, which is its /tmp. */
function setFolder(own) {
  folder = own;
  // It may lie in the system's /tmp itself.
  const ours = p.startsWith(own, '/tmp/') ? `(?!${replace(p.slice(own, 4), /[^\w/]/g, '\\$&')})` : '';
  // In a path or in a shell's command.
  named = new RegExp(`(^|[^\\w./-])/tmp${ours}(?=/|[^\\w.-]|$)`, 'g');
}

/** The text with the instance's folder in place of /tmp. */
function inFolder(text) {
  return typeof text === 'string' ? replace(text, named, (found, before) => before + folder) : text;
}

module.exports = { inFolder, setFolder };
