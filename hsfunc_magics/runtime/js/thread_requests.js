'use strict';
// The requests of a worker are told of, and asked about, by way of the thread that has started it.

const threads = require('node:worker_threads');
const p = require('./primordials.js');
const { setWay, wayOf } = require('./exchanges.js');

const post = p.uncurryThis(threads.MessagePort.prototype.postMessage);
const { MessageChannel, receiveMessageOnPort } = threads;

// What has come from workers that still run is taken before an execution ends.
const ports = p.setPrototypeOf([], null);

// ------------------------------------------------------------ in the thread that starts a worker

/** Adds to the options of a worker its way to this thread. Returns what is to be called when it has ended. */
function openWay(options) {
  const way = wayOf();
  const execution = way.execution();
  const { port1, port2 } = new MessageChannel();
  const exchanges = { __proto__: null };
  const heard = ({ number, told, body, asks }) => {
    if (exchanges[number] !== undefined) {
      way.over(exchanges[number], told, body);
      return;
    }
    const own = execution === null ? 0 : way.begins(execution);
    if (own > 0) exchanges[number] = { __proto__: null, execution, number: own, at: p.now() };
    const answered = asks ? (answer) => post(port1, { number, answer }) : undefined;
    if (own > 0) way.requested(exchanges[number], told, body, answered);
    else if (asks) answered(undefined);
  };
  const take = () => {
    for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1)) heard(got.message);
  };
  port1.on('message', heard);
  port1.unref();
  ports[ports.length] = take;
  options.workerData = { way: { port: port2, asks: way.asks(), kept: way.kept(), asked: way.asked() }, data: options.workerData };
  options.transferList = [...(options.transferList || []), port2];
  return () => {
    take();
    port1.close();
    let kept = 0;
    for (let i = 0; i < ports.length; i += 1) if (ports[i] !== take) ports[kept++] = ports[i];
    ports.length = kept;
  };
}

/** Takes what workers have told by now. */
function takeTold() {
  for (let i = 0; i < ports.length; i += 1) ports[i]();
}

// ------------------------------------------------------------ in the worker

/** Takes its way out of the worker's data. `execution` is what runs here. */
function takeWay(execution) {
  const { way, data } = threads.workerData;
  threads.workerData = data;
  const { port, asks, kept, asked } = way;
  const waiting = { __proto__: null };
  let count = 0;
  port.on('message', ({ number, answer }) => {
    const answered = waiting[number];
    delete waiting[number];
    count -= 1;
    if (count === 0) port.unref();
    answered(answer);
  });
  port.unref();
  setWay({
    __proto__: null,
    execution: () => execution,
    asks: () => asks,
    kept: () => kept,
    asked: () => asked,
    begins: () => (execution.requests = (execution.requests || 0) + 1),
    requested({ number }, told, body, answered) {
      const asksNow = asks && answered !== undefined;
      if (asksNow) {
        waiting[number] = answered;
        count += 1;
        port.ref();
      }
      post(port, { number, told: { ...told }, body, asks: asksNow });
      if (answered !== undefined && !asksNow) answered(undefined);
    },
    over: ({ number }, told, body) => post(port, { number, told: { ...told }, body, asks: false }),
  });
}

module.exports = { openWay, takeTold, takeWay };
