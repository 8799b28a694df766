'use strict';
// A connection that nothing is behind: what is written to it is lost, and a response comes out of it.

const net = require('node:net');
const p = require('./primordials.js');
const { headersOf } = require('./answers.js');

/** A response as it comes over a connection. */
function bytesOf(answer, method) {
  const { sent, empty } = headersOf(answer, method);
  let head = `HTTP/1.1 ${answer.status} ${answer.statusText}\r\n`;
  for (let i = 0; i < sent.length; i += 2) head += `${sent[i]}: ${sent[i + 1]}\r\n`;
  head = p.bufferFrom(head + '\r\n', 'latin1');
  if (empty) return head;
  const whole = p.allocUnsafeSlow(head.length + answer.content.length);
  p.setBytes(whole, head);
  p.setBytes(whole, answer.content, head.length);
  return whole;
}

/** A connection that takes whatever is written. */
class AnsweringSocket extends net.Socket {
  constructor(encrypted) {
    super();
    this.readable = true;
    if (encrypted) {
      this.encrypted = true;
      this.authorized = true;
      this.authorizationError = null;
      this.getPeerCertificate = () => ({});
    }
  }

  _read() {}

  _write(chunk, encoding, done) {
    done();
  }

  _writev(chunks, done) {
    done();
  }

  _final(done) {
    done();
  }
}

module.exports = { AnsweringSocket, bytesOf };
