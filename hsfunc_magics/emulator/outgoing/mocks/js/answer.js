/* eslint strict: off -- it stands behind the source of a mock, in the same file, whose lines so stay where they are */
// main asks what the source exports. What that answers goes back as one text of JSON, with its body as `text`, `json`
// or `base64`.
module.exports = ((given) => {
  const respond = typeof given === 'function' ? given : given.respond ?? given.default;
  const PARTS = ['status', 'headers', 'body'];

  const base64 = (bytes) => Buffer.from(bytes).toString('base64');

  function pairsOf(headers) {
    if (headers === undefined || headers === null) return [];
    return typeof headers[Symbol.iterator] === 'function' ? [...headers] : Object.entries(headers);
  }

  /** An object is a response where it has nothing but a status code, headers and a body; else it is a body itself. */
  function isResponse(value) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
    const keys = Object.keys(value);
    const known = keys.length > 0 && keys.every((key) => PARTS.includes(key));
    return known && (value.status === undefined || typeof value.status === 'number');
  }

  async function written(value) {
    if (value instanceof Response) {
      return { status: value.status, headers: [...value.headers], base64: base64(await value.arrayBuffer()) };
    }
    const { status, headers, body } = isResponse(value) ? value : { body: value };
    const head = { status, headers: pairsOf(headers) };
    if (body === undefined) return head;
    if (typeof body === 'string') return { ...head, text: body };
    if (body instanceof ArrayBuffer) return { ...head, base64: base64(body) };
    if (ArrayBuffer.isView(body)) {
      return { ...head, base64: base64(new Uint8Array(body.buffer, body.byteOffset, body.byteLength)) };
    }
    const json = JSON.stringify(body);
    if (json === undefined) throw new TypeError(`the answer is a ${typeof body}, which is no response`);
    return { ...head, json };
  }

  async function main(context) {
    if (typeof respond !== 'function') throw new TypeError('no function is exported: module.exports = (request) => …');
    return { body: JSON.stringify(await written(await respond(context.request))) };
  }

  return { main };
})(module.exports);
