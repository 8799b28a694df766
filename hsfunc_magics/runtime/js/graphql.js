'use strict';
// Tells whether the body of a request is a GraphQL query: what is sent with POST and writes nothing all the same.

const p = require('./primordials.js');

const LARGEST = 65536;
// Strings and comments of GraphQL, and of the rest the names and the brackets.
const TOKEN = /"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|[A-Za-z_]\w*|[{}()[\]]/g;
const OPENING = Object.freeze({ __proto__: null, '{': true, '(': true, '[': true });
const CLOSING = Object.freeze({ __proto__: null, '}': true, ')': true, ']': true });
const READING = Object.freeze({ __proto__: null, query: true, fragment: true });

/** Whether a body, text or bytes, is the JSON of GraphQL queries only. */
function isGraphqlQuery(body) {
  try {
    const size = typeof body === 'string' ? body.length : p.lengthOf(body);
    if (size > LARGEST) return false;
    const text = typeof body === 'string' ? body : p.utf8Slice(body, 0, size);
    if (p.indexOf(text, '"query"') < 0) return false;
    const sent = p.jsonParse(text);
    const operations = p.isArray(sent) ? sent : [sent];
    for (let i = 0; i < operations.length; i += 1) {
      if (typeof operations[i].query !== 'string' || !reads(operations[i].query)) return false;
    }
    return operations.length > 0;
  } catch {
    return false;
  }
}

/** Whether a document has definitions, and all of them are queries, and fragments for these. */
function reads(document) {
  let depth = 0;
  let begins = true; // a definition may begin here
  let queries = 0;
  TOKEN.lastIndex = 0;
  for (let found = p.exec(TOKEN, document); found !== null; found = p.exec(TOKEN, document)) {
    const token = found[0];
    if (token[0] === '"' || token[0] === '#') continue;
    if (begins && depth === 0) {
      if (token !== '{' && !READING[token]) return false;
      if (token !== 'fragment') queries += 1;
      begins = false;
    }
    if (OPENING[token]) depth += 1;
    else if (CLOSING[token]) {
      depth -= 1;
      if (depth === 0 && token === '}') begins = true;
    }
  }
  return depth === 0 && begins && queries > 0;
}

module.exports = { isGraphqlQuery };
